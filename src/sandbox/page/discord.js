// How Discord shows things: its markdown, embeds, component rows and modals, as far as a support team meets them.
import { address, el, inline, lines } from './dom.js';

function spans(text, look) {
  const wrap = (tag) => (m) => el(tag, {}, spans(m[1], look));
  return inline(text, [
    [/\\([^A-Za-z0-9\s])/, (m) => [m[1]]],
    [/`([^`]+)`/, (m) => el('code', {}, m[1])],
    [/<@!?(\d+)>/, (m) => { const p = look.person(m[1]); return el('span', { class: p?.me ? 'mention me' : 'mention' }, '@' + (p?.name ?? 'unknown-user')); }],
    [/<@&(\d+)>/, () => el('span.mention.loud', {}, '@role')],
    [/<#(\d+)>/, (m) => el('span.mention', {}, '#' + (look.channel(m[1]) ?? 'unknown'))],
    [/<t:(-?\d+)(?::[a-zA-Z])?>/, (m) => el('span.stamp', {}, look.when(Number(m[1])))],
    [/\[([^\]\n]+)\]\((?:<)?(https?:\/\/[^\s)>]+)(?:>)?\)/, (m) => address(m[2], m[1])],
    [/<(https?:\/\/[^\s<>]+)>/, (m) => address(m[1])],
    [/https?:\/\/[^\s<>]+/, (m) => address(m[0])],
    [/\*\*((?:\\.|[^\\])+?)\*\*/s, wrap('b')],
    [/__((?:\\.|[^\\])+?)__/s, wrap('u')],
    [/~~((?:\\.|[^\\])+?)~~/s, wrap('s')],
    [/\*(?=\S)((?:\\.|[^\\*])+?)\*/s, wrap('i')],
    [/(?<!\w)_(?=\S)((?:\\.|[^\\_])+?)_(?!\w)/s, wrap('i')],
  ]);
}

/** Discord's markdown: lines that open with `>`, `-#`, `#`, or `-`, and the usual spans. */
export function markdown(text, look) {
  const out = [];
  let quote = null;
  const plain = [];
  const flush = () => { if (plain.length) out.push(el('div', {}, lines(plain.splice(0)))); };
  for (const row of String(text).split('\n')) {
    const quoted = /^> ?(.*)$/.exec(row);
    if (quoted) {
      flush();
      if (!quote) out.push(quote = el('blockquote'));
      else quote.append(el('br'));
      quote.append(...spans(quoted[1], look));
      continue;
    }
    quote = null;
    const small = /^-# (.*)$/.exec(row);
    const head = /^(#{1,3}) (.*)$/.exec(row);
    const item = /^[-*] (.*)$/.exec(row);
    if (small || head || item) flush();
    if (small) out.push(el('div.small', {}, spans(small[1], look)));
    else if (head) out.push(el('h3', { class: 'head h' + head[1].length }, spans(head[2], look)));
    else if (item) out.push(el('div.item', {}, spans(item[1], look)));
    else plain.push(spans(row, look));
  }
  flush();
  return out;
}

function picture(source, alt, attachments) {
  const name = source.startsWith('attachment://') ? source.slice('attachment://'.length) : null;
  const file = name ? attachments.find((a) => a.filename === name) : { url: source };
  return el('figure.picture', {}, file ? el('img', { src: file.url, alt: file.description ?? alt ?? '' }) : el('span.missing', {}, 'picture is missing'));
}

function embed(e, message, look) {
  const node = el('div.embed', {},
    e.author?.name && el('div.embed-author', {}, e.author.name),
    e.title && el('div.embed-title', {}, spans(e.title, look)),
    e.description && el('div.embed-text', {}, markdown(e.description, look)),
    e.fields?.length && el('dl.embed-fields', {}, e.fields.map((f) => el('div', { class: f.inline ? 'inline' : null },
      el('dt', {}, spans(f.name, look)), el('dd', {}, markdown(f.value, look))))),
    e.image?.url && picture(e.image.url, e.title, message.attachments ?? []),
    e.footer?.text && el('div.embed-footer', {}, e.footer.text));
  if (Number.isInteger(e.color)) node.style.setProperty('--edge', '#' + e.color.toString(16).padStart(6, '0'));
  return node;
}

const STYLES = { 1: 'primary', 2: '', 3: 'success', 4: 'danger', 5: 'url' };

function component(c, look) {
  switch (c.type) {
    case 1: return el('div.actions', {}, (c.components ?? []).map((b) => component(b, look)));
    case 2: return el('button', {
      type: 'button', class: `press ${STYLES[c.style] ?? ''}`.trim(), disabled: c.disabled === true,
      data: { control: c.custom_id }, onclick: () => look.press(c.custom_id, c),
    }, c.emoji?.name && el('span', {}, c.emoji.name + ' '), c.label ?? '');
    case 10: return el('div', {}, markdown(c.content ?? '', look));
    case 14: return el('hr');
    case 17: return el('div.embed', {}, (c.components ?? []).map((b) => component(b, look)));
    default: return el('p.missing', {}, `A component of type ${c.type} this page cannot show.`);
  }
}

/** What is inside a message. */
export function body(message, look) {
  const attachments = message.attachments ?? [];
  const used = JSON.stringify(message.embeds ?? []);
  return [
    message.content && el('div.block', {}, markdown(message.content, look)),
    ...(message.embeds ?? []).map((e) => embed(e, message, look)),
    ...attachments.filter((a) => !used.includes(`attachment://${a.filename}`)).map((a) => picture(a.url, a.filename, attachments)),
    ...(message.components ?? []).map((c) => component(c, look)),
  ].filter(Boolean);
}

/** All buttons of a message, in order: `{control, label}`. */
export function buttons(message) {
  const walk = (c) => (c.type === 2 ? [{ control: c.custom_id, label: c.label ?? '' }] : (c.components ?? []).flatMap(walk));
  return (message.components ?? []).flatMap(walk);
}

/** A placeholder longer than this would be cut off in its box, so it is told above: it may list the only choices. */
const LONG = 40;

function input(c) {
  if (c.type === 4) {
    const box = el(c.style === 1 ? 'input' : 'textarea', { name: c.custom_id, data: { control: c.custom_id }, placeholder: (c.placeholder ?? '').length > LONG ? null : c.placeholder, maxlength: String(c.max_length ?? 4000) });
    box.value = c.value ?? '';
    return { node: box, read: () => box.value, single: true };
  }
  if (c.type === 3 || c.type === 21 || c.type === 22) {
    const many = c.type === 22 || (c.type === 3 && (c.max_values ?? 1) > 1);
    const boxes = (c.options ?? []).map((o) => el('input', { type: many ? 'checkbox' : 'radio', name: c.custom_id, value: o.value, checked: o.default === true, data: { control: c.custom_id } }));
    const node = el('div.choices', {}, boxes.map((box, i) => el('label.choice', {}, box, el('span', {}, c.options[i].label))));
    return { node, read: () => boxes.filter((b) => b.checked).map((b) => b.value) };
  }
  return { node: el('p.missing', {}, `An input of type ${c.type} this page cannot show.`), read: () => '' };
}

/** A modal as a form: its title, its rows, and a function that reads what was filled in. */
export function form(modal, look) {
  const inputs = [];
  const row = (label, hint, c) => {
    const made = input(c);
    inputs.push({ block: null, action: c.custom_id, type: c.type, read: made.read });
    const title = el('span.label', {}, label ?? '', c.required === false && el('small', {}, ' (optional)'));
    const more = hint && el('small.hint', {}, hint);
    return made.single ? el('label.row', {}, title, more, made.node) : el('fieldset.row', {}, el('legend', {}, title), more, made.node);
  };
  const rows = (modal.components ?? []).flatMap((c) => {
    if (c.type === 18) return [row(c.label, c.description, c.component ?? {})];
    if (c.type === 1) return (c.components ?? []).map((i) => row(i.label, (i.placeholder ?? '').length > LONG ? i.placeholder : null, i));
    return [component(c, look)];
  });
  return { title: modal.title ?? '', submit: 'Submit', close: 'Cancel', rows, inputs };
}
