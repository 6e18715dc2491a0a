// How Slack shows things: mrkdwn, Block Kit and views, as far as a support team meets them.
import { address, el, inline, lines } from './dom.js';

const unescape = (s) => s.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** `<@U1>`, `<!channel>`, `<https://…|label>`: Slack's own marks. A broadcast that got through is shown loudly. */
function mark(body, look) {
  const [ref, label] = body.split('|');
  if (ref.startsWith('@')) {
    const person = look.person(ref.slice(1));
    return el('span.mention', { class: person?.me ? 'mention me' : 'mention' }, '@' + (person?.name ?? ref.slice(1)));
  }
  if (ref.startsWith('#')) return el('span.mention', {}, '#' + (look.channel(ref.slice(1)) ?? ref.slice(1)));
  if (ref.startsWith('!date')) return label ?? '';
  if (ref.startsWith('!')) return el('span.mention.loud', {}, '@' + ref.slice(1));
  return address(unescape(ref), unescape(label ?? ref));
}

function spans(text, look) {
  const nested = (cls, tag) => (m) => el(tag, { class: cls }, spans(m[1], look));
  return inline(text, [
    [/<([^<>\s][^<>]*)>/, (m) => mark(m[1], look)],
    [/`([^`]+)`/, (m) => el('code', {}, unescape(m[1]))],
    [/(?<![\w*])\*(?=\S)([^*\n]*[^*\s])\*(?!\w)/, nested(null, 'b')],
    [/(?<![\w_])_(?=\S)([^_\n]*[^_\s])_(?!\w)/, nested(null, 'i')],
    [/(?<![\w~])~(?=\S)([^~\n]*[^~\s])~(?!\w)/, nested(null, 's')],
    [/:([a-z_]+):/, (m) => EMOJI[m[1]] ?? m[0]],
  ]).map((part) => (typeof part === 'string' ? unescape(part) : part));
}

const EMOJI = { wave: '👋', white_check_mark: '✅', warning: '⚠️', tada: '🎉', pray: '🙏' };

/** Slack's mrkdwn, with quotes. */
export function mrkdwn(text, look) {
  const out = [];
  for (const group of grouped(text.split('\n'), (l) => l.startsWith('>') || l.startsWith('&gt;'))) {
    const rows = group.rows.map((l) => spans(group.yes ? l.replace(/^(>|&gt;) ?/, '') : l, look));
    out.push(group.yes ? el('blockquote', {}, lines(rows)) : el('div', {}, lines(rows)));
  }
  return out;
}

function grouped(rows, test) {
  const groups = [];
  for (const row of rows) {
    const yes = test(row);
    const last = groups.at(-1);
    if (last && last.yes === yes) last.rows.push(row);
    else groups.push({ yes, rows: [row] });
  }
  return groups;
}

function textObject(t, look) {
  if (!t) return [];
  if (typeof t === 'string') return [t];
  if (t.type === 'mrkdwn') return mrkdwn(t.text, look);
  return lines(unescape(t.text).split('\n').map((row) => [row]));
}

function richElement(e, look) {
  if (e.type === 'user') return mark('@' + e.user_id, look);
  if (e.type === 'channel') return mark('#' + e.channel_id, look);
  if (e.type === 'broadcast') return mark('!' + e.range, look);
  if (e.type === 'emoji') return EMOJI[e.name] ?? `:${e.name}:`;
  if (e.type === 'link') return address(e.url, e.text ?? e.url);
  let node = el('span', {}, lines(String(e.text ?? '').split('\n').map((row) => [row])));
  for (const [style, tag] of [['code', 'code'], ['strike', 's'], ['italic', 'i'], ['bold', 'b']]) {
    if (e.style?.[style]) node = el(tag, {}, node);
  }
  return node;
}

function rich(block, look) {
  const part = (p) => {
    const inside = (p.elements ?? []).map((e) => (e.type === 'rich_text_section' ? part(e) : richElement(e, look)));
    if (p.type === 'rich_text_quote') return el('blockquote', {}, inside);
    if (p.type === 'rich_text_preformatted') return el('pre', {}, inside);
    if (p.type === 'rich_text_list') return el(p.style === 'ordered' ? 'ol' : 'ul', {}, inside.map((i) => el('li', {}, i)));
    return el('div', {}, inside);
  };
  return el('div.rich', {}, (block.elements ?? []).map(part));
}

function button(b, press) {
  return el('button.press', {
    type: 'button', class: `press ${b.style ?? ''}`.trim(), data: { control: b.action_id },
    'aria-label': b.accessibility_label, onclick: () => press(b.action_id, b),
  }, b.text?.text ?? '');
}

function picture(block, files) {
  const src = block.slack_file ? files?.[block.slack_file.id] ?? block.slack_file.url : block.image_url;
  const title = block.title?.text;
  return el('figure.picture', {}, title && el('figcaption', {}, title),
    src ? el('img', { src, alt: block.alt_text ?? '', loading: 'eager' }) : el('span.missing', {}, 'picture is missing'));
}

/** One Block Kit block. What we do not know is said, not hidden. */
function block(b, look) {
  switch (b.type) {
    case 'header': return el('h3.head', {}, b.text?.text ?? '');
    case 'section': return el('div.section', {},
      el('div.section-text', {}, textObject(b.text, look), (b.fields ?? []).map((f) => el('div.field', {}, textObject(f, look)))),
      b.accessory?.type === 'button' && button(b.accessory, look.press));
    case 'context': return el('div.context', {}, (b.elements ?? []).map((e) => el('span', {}, textObject(e, look))));
    case 'actions': return el('div.actions', {}, (b.elements ?? []).map((e) => button(e, look.press)));
    case 'divider': return el('hr');
    case 'image': return picture(b, look.files);
    case 'rich_text': return rich(b, look);
    case 'markdown': return el('div', {}, b.text);
    default: return el('p.missing', {}, `A “${b.type}” block this page cannot show.`);
  }
}

/** What is inside a message. */
export function body(message, look) {
  const blocks = message.blocks ?? [];
  const shown = blocks.map((b) => el('div.block', { data: { block: b.block_id } }, block(b, look)));
  if (!blocks.length && message.text) shown.push(el('div.block', {}, mrkdwn(message.text, look)));
  const used = JSON.stringify(blocks);
  for (const [id, src] of Object.entries(message.files ?? {})) {
    if (!used.includes(id)) shown.push(el('figure.picture', {}, el('img', { src, alt: 'Attached picture' })));
  }
  return shown;
}

/** All buttons of a message, in order: `{control, label}`. */
export function buttons(message) {
  return (message.blocks ?? []).flatMap((b) => [...(b.elements ?? []), b.accessory ?? {}])
    .filter((e) => e.type === 'button').map((e) => ({ control: e.action_id, label: e.text?.text ?? '' }));
}

function input(b) {
  const e = b.element ?? {};
  const name = `${b.block_id}/${e.action_id}`;
  const options = e.options ?? [];
  const first = new Set((e.initial_options ?? [e.initial_option]).filter(Boolean).map((o) => o.value));
  if (e.type === 'plain_text_input') {
    const box = el(e.multiline ? 'textarea' : 'input', { name, data: { control: e.action_id }, placeholder: e.placeholder?.text, maxlength: String(e.max_length ?? 3000) });
    box.value = e.initial_value ?? '';
    return { node: box, read: () => box.value, single: true };
  }
  if (e.type === 'multi_static_select' || e.type === 'checkboxes' || e.type === 'radio_buttons' || e.type === 'static_select') {
    const many = e.type === 'multi_static_select' || e.type === 'checkboxes';
    const boxes = options.map((o) => el('input', { type: many ? 'checkbox' : 'radio', name, value: o.value, checked: first.has(o.value), data: { control: e.action_id } }));
    const node = el('div.choices', {}, boxes.map((box, i) => el('label.choice', {}, box, el('span', {}, options[i].text?.text ?? ''))));
    const read = () => boxes.filter((box) => box.checked).map((box) => box.value);
    return { node, read: many ? read : () => read()[0] ?? null };
  }
  return { node: el('p.missing', {}, `A “${e.type}” input this page cannot show.`), read: () => '' };
}

/** A view as a form: its title, its rows, and a function that reads what was filled in. A view that asks nothing has nothing to submit. */
export function form(view, look) {
  const inputs = [];
  const rows = (view.blocks ?? []).map((b) => {
    if (b.type !== 'input') return block(b, look);
    const made = input(b);
    inputs.push({ block: b.block_id, action: b.element?.action_id, type: b.element?.type, read: made.read });
    const label = el('span.label', {}, b.label?.text ?? '', b.optional && el('small', {}, ' (optional)'));
    const hint = b.hint && el('small.hint', {}, b.hint.text);
    return made.single ? el('label.row', {}, label, made.node, hint)
      : el('fieldset.row', {}, el('legend', {}, label), made.node, hint);
  });
  return { title: view.title?.text ?? '', submit: view.submit?.text ?? (inputs.length ? 'Submit' : null), close: view.close?.text ?? (inputs.length ? 'Cancel' : 'Close'), rows, inputs };
}
