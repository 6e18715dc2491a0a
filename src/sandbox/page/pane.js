// One pane: a chat as one person sees it, and everything that person can do there.
// It refuses to know Afterword: all it shows came through the platform's own messages.
import { avatar, el, sync } from './dom.js';
import * as slack from './slack.js';
import * as discord from './discord.js';
import { standing, suggest } from './suggest.js';
import { load, page, post, timeOf } from './wire.js';

const PLATFORMS = {
  slack: { name: 'Slack', show: slack, text: (m) => m.text },
  discord: { name: 'Discord', show: discord, text: (m) => m.content },
};
const COMMANDS = [
  ['close @customer subject', 'ask a customer about a ticket that is done'],
  ['why ticket', 'what became of a ticket'],
  ['scorecard', 'this team’s week so far'],
  ['cases', 'low scores that somebody has to handle'],
  ['me', 'your own numbers, if you are an agent'],
  ['credit ticket @agent reason', 'credit a close to somebody else (managers)'],
  ['pause', 'ask nobody for now (managers)'],
  ['resume', 'ask again (managers)'],
  ['dashboard', 'a link to your dashboard (managers and agents)'],
  ['stop-asking', 'no more questions, please'],
  ['ask-me', 'questions are fine again'],
  ['help', 'what you can do'],
];

/** Slack's own page of the app, which only the person sees. */
const HOME = 'home';

const $ = (where, selector) => where.querySelector(selector);

/** See the top of the file. `platform` is `slack` or `discord`. */
export class Pane {
  constructor(platform) {
    this.platform = platform;
    this.kind = PLATFORMS[platform];
    this.root = $(document, `section[data-platform="${platform}"]`);
    this.root.append($(document, '#pane').content.cloneNode(true));
    $(this.root, '.which-name').textContent = this.kind.name;
    this.as = null;
    this.channel = null;
    this.thread = null;      // Slack: the root we are replying to
    this.folded = new Map(); // Slack: threads somebody opened or closed by hand
    this.seen = new Map();   // channel -> number of messages seen
    this.dismissed = null;   // the form that was cancelled
    this.busy = new Set();
    this.listen();
  }

  get people() { return page.state.world.people.filter((p) => p[this.platform]); }
  get me() { return this.people.find((p) => p.key === this.as); }
  get world() { return page.state.world[this.platform]; }
  get here() { return this.channel === HOME ? this.homeRoom() : this.world.channels.find((c) => c.id === this.channel); }
  homeRoom() { return { id: HOME, kind: 'home', name: 'Home', messages: [] }; }
  agent() { return this.me && this.me.role !== 'customer'; }
  mine(channel) { return channel.kind !== 'dm' || channel.with === this.as; }
  visible(channel) { return channel.messages.filter((m) => !m.only_for || m.only_for === this.as); }
  userOf(key) { return page.state.world.people.find((p) => p.key === key)?.[this.platform]; }

  /** How messages look up names, and what a press does. */
  look(message) {
    return {
      person: (id) => { const p = this.people.find((x) => x[this.platform] === id); return p && { name: p.name, me: p.key === this.as }; },
      channel: (id) => this.world.channels.find((c) => c.id === id)?.name,
      when: (seconds) => timeOf(seconds, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }),
      files: message?.files,
      press: (control) => this.act({ act: 'press', channel: this.channel, thread: message.thread ?? undefined, message: message.id, control }),
    };
  }

  async act(what) {
    this.reading = false;
    const busy = JSON.stringify(what);
    if (this.busy.has(busy)) return { error: 'busy' };
    this.busy.add(busy);
    if (what.act === 'press' || what.act === 'slash') this.dismissed = null;
    try {
      const result = await post('act', { platform: this.platform, as: this.as, ...what });
      await load();
      return result;
    } finally { this.busy.delete(busy); }
  }

  become(key) {
    this.as = key;
    this.dismissed = null;
    if (this.here && !this.mine(this.here)) this.open(this.firstChannel());
    if (this.channel === HOME) this.act({ act: 'open_home' });
    this.draw();
  }

  open(channel, message) {
    this.reading = false;
    if (channel !== this.channel) { this.channel = channel; this.thread = null; this.stick = true; }
    if (message) this.reveal = message;
    if (channel === HOME) this.act({ act: 'open_home' });
    this.draw();
  }

  firstChannel() { return this.world.channels.find((c) => this.mine(c))?.id ?? null; }

  listen() {
    $(this.root, 'select').addEventListener('change', (e) => this.become(e.target.value));
    $(this.root, '.lock').addEventListener('click', () => this.act({ act: 'lock', channel: this.channel }));
    const box = $(this.root, 'textarea');
    const form = $(this.root, '.composer');
    form.addEventListener('submit', (e) => { e.preventDefault(); this.send(box); });
    box.addEventListener('keydown', (e) => {
      if (e.key === 'Enter' && !e.shiftKey && !e.isComposing) { e.preventDefault(); this.send(box); }
      if (e.key === 'Escape' && this.thread) { this.thread = null; this.drawComposer(); }
      if (e.key === 'Tab' && !e.shiftKey && this.completion()) { e.preventDefault(); box.value = this.completion(); this.drawSlash(); }
    });
    box.addEventListener('input', () => { box.rows = Math.min(5, box.value.split('\n').length); this.drawSlash(); });
    const log = $(this.root, '.log');
    log.addEventListener('scroll', () => { this.stick = log.scrollHeight - log.scrollTop - log.clientHeight < 40; });
    new ResizeObserver(() => { if (this.stick) log.scrollTop = log.scrollHeight; }).observe(log);
    // A picture that arrives late must not push the newest words out of sight.
    log.addEventListener('load', () => { if (this.stick) log.scrollTop = log.scrollHeight; }, true);
  }

  async send(box) {
    const text = box.value.trim();
    if (!text || !this.channel) return;
    const act = text.startsWith('/')
      ? { act: 'slash', channel: this.channel, ...this.slash(text) }
      : { act: 'say', channel: this.channel, thread: this.thread ?? undefined, text };
    box.value = '';
    box.rows = 1;
    this.drawSlash();
    const result = this.here.forum && act.act === 'say' ? await this.post(text) : await this.act(act);
    if (result.error && !box.value) box.value = text;
  }

  /** A new post of a forum: its first line names it. */
  async post(text) {
    const title = [...text.split('\n')[0]].slice(0, 60).join('');
    const opened = await this.act({ act: 'open_thread', channel: this.channel, text: title });
    if (opened.error || !opened.id) return opened;
    this.open(opened.id);
    return this.act({ act: 'say', channel: opened.id, text });
  }

  /** A typed command: Slack sends its text, Discord a subcommand with options. `@Mia` is understood by both. */
  slash(text) {
    if (this.platform === 'slack') return { text };
    const [, word, tail] = /^\/\S+\s*(\S*)\s*([\s\S]*)$/.exec(text) ?? [null, '', ''];
    const options = {};
    if (word === 'close') {
      const who = this.people.find((p) => new RegExp(`^@?${escape(p.name)}(?!\\w)`, 'iu').test(tail));
      const rest = who ? tail.replace(/^@?/, '').slice(who.name.length) : tail;
      const [subject, reason] = rest.split(/\s*--no-survey\s*/).map((x) => x.trim());
      if (who) options.customer = who.discord;
      if (subject) options.subject = subject;
      if (reason !== undefined) options.no_survey = reason;
    }
    if (word === 'why' && tail) options.ticket = tail;
    if (word === 'scorecard' && tail) {
      const week = /\b\d{4}-W\d{2}\b/.exec(tail)?.[0];
      const team = tail.replace(week ?? '', '').trim();
      if (team) options.team = team;
      if (week) options.week = week;
    }
    return { text: word || 'help', options };
  }

  completion() {
    const typed = $(this.root, 'textarea').value;
    if (!typed.startsWith('/')) return null;
    const fits = COMMANDS.map(([c]) => '/afterword ' + c.split(' ')[0]).filter((c) => c.startsWith(typed) && c !== typed);
    return fits.length ? fits[0] + ' ' : null;
  }

  // ---- drawing ----

  draw() {
    if (!this.as) {
      this.as = this.people[0]?.key ?? null;
      this.channel = this.firstChannel();
      this.stick = true;
      for (const c of this.world.channels) this.seen.set(c.id, c.messages.length);
    }
    if (!this.here || !this.mine(this.here)) this.channel = this.firstChannel();
    this.root.dataset.as = this.as ?? '';
    this.drawFrame();
    this.drawChannels();
    this.drawComposer();
    this.drawSuggestions();
    this.drawRoom();
    this.drawForm();
    this.notice();
  }

  drawFrame() {
    const names = new Intl.DisplayNames(['en'], { type: 'language' });
    const language = (p) => p.locale.split('-')[0];
    const reads = (p) => (language(p) === 'en' ? '' : `, ${names.of(language(p))}`);
    const role = { customer: 'customer', agent: 'agent', manager: 'manager' };
    const select = $(this.root, 'select');
    sync(select, this.people.map((p) => [p.key, p]), (p) => el('option', { value: p.key }, `${p.name} (${role[p.role] ?? p.role}${reads(p)})`));
    select.value = this.as;
    select.dataset.as = this.as;
    const link = $(this.root, '.link');
    link.classList.toggle('up', this.world.connected);
    link.textContent = this.world.connected ? 'Afterword is here' : 'Afterword is away';
    const space = page.state.world[this.platform].name ?? 'Brightside';
    $(this.root, '.space').textContent = space;
    $(this.root, '.rail-icon').textContent = space[0];
  }

  drawChannels() {
    const channels = this.world.channels;
    const under = (parent) => channels.filter((c) => c.kind === 'thread' && c.parent === parent.id);
    const rows = [];
    const row = (c, kind) => rows.push([c.id, { kind, name: c.name, locked: c.locked, on: c.id === this.channel, fresh: this.fresh(c) && c.id !== this.channel, id: c.id }]);
    rows.push(['title-channels', { title: this.platform === 'slack' ? 'Channels' : 'Text channels' }]);
    for (const c of channels.filter((x) => x.kind !== 'thread' && x.kind !== 'dm')) {
      row(c, 'channel');
      under(c).forEach((t) => row(t, 'thread'));
    }
    if (this.platform === 'slack') {
      rows.push(['title-apps', { title: 'Apps' }]);
      row({ id: HOME, name: 'Afterword: Home', messages: [] }, 'home');
    }
    const direct = channels.filter((c) => c.kind === 'dm' && this.mine(c));
    if (direct.length) rows.push(['title-dm', { title: 'Direct messages' }]);
    direct.forEach((c) => row({ ...c, name: 'Afterword' }, 'dm'));
    sync($(this.root, '.channels'), rows, (r) => {
      if (r.title) return el('h3', {}, r.title);
      return el('button.channel', {
        type: 'button', class: `channel ${r.kind}${r.on ? ' on' : ''}${r.fresh ? ' fresh' : ''}${r.locked ? ' locked' : ''}`,
        data: { channel: r.id }, 'aria-current': r.on ? 'page' : null, onclick: () => this.open(r.id),
      }, el('span.sign', { 'aria-hidden': 'true' }, { channel: '#', thread: '↳', dm: '●', home: '⌂' }[r.kind]), el('span.channel-name', {}, r.name),
      r.fresh && el('span.badge', {}, el('span.quiet', {}, 'new'))); });
    const on = $(this.root, '.channel.on');
    if (on && getComputedStyle($(this.root, '.channels')).overflowX === 'auto' && this.shownChannel !== this.channel) on.scrollIntoView({ block: 'nearest', inline: 'center' });
    this.shownChannel = this.channel;
  }

  fresh(c) { return this.visible(c).length > (this.seen.get(c.id) ?? 0); }

  drawRoom() {
    const here = this.here;
    const log = $(this.root, '.log');
    if (!here) return;
    const parent = this.world.channels.find((c) => c.id === here.parent);
    $(this.root, '.room-head h2').textContent =
      here.kind === 'dm' ? 'Afterword' : here.kind === 'home' ? 'Afterword: Home' : parent ? `#${parent.name} › ${here.name}` : `#${here.name}`;
    const lock = $(this.root, '.lock');
    lock.hidden = !(here.kind === 'thread' && this.agent() && !here.locked);
    log.dataset.channel = here.id;
    const same = this.drawn?.channel === here.id;
    const known = same ? this.drawn.ids : null;
    const shown = this.visible(here);
    sync(log, this.rows(here), (r) => this.row(r));
    this.drawn = { channel: here.id, ids: new Set(shown.map((m) => m.id)) };
    // What is new comes into view wherever it appeared: at the end, or inside a thread further up.
    const fresh = known && shown.findLast((m) => !known.has(m.id));
    if (fresh && !this.reveal && !this.reading) log.querySelector(`[data-message="${CSS.escape(fresh.id)}"]`)?.scrollIntoView({ block: 'nearest' });
    else if (this.stick) log.scrollTop = log.scrollHeight;
    this.seen.set(here.id, shown.length);
    if (this.reveal) {
      const node = log.querySelector(`[data-message="${CSS.escape(this.reveal)}"]`);
      if (node) {
        node.scrollIntoView({ block: node.offsetHeight > log.clientHeight ? 'start' : 'center' });
        node.classList.add('lit');
        this.reveal = null;
        this.stick = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
      }
    }
  }

  /** What the log holds: days, messages, and (Slack) their threads, (Discord) cards of threads. */
  rows(channel) {
    if (channel.kind === 'home') {
      const view = this.world.homes?.[this.as];
      return [view ? ['home-' + this.as, { home: view }] : ['empty', { empty: true }]];
    }
    const messages = this.visible(channel);
    const rows = [];
    let day = null;
    let last = null;
    const push = (m, extra) => {
      const joined = last && last.author.id === m.author.id && !m.only_for && !last.only_for && Number(m.at) - Number(last.at) < 300 && last.depth === extra.depth;
      rows.push([m.id, { m, joined, ...extra, as: this.as }]);
      last = { author: m.author, at: m.at, only_for: m.only_for, depth: extra.depth };
    };
    const roots = this.platform === 'slack' ? messages.filter((m) => !m.thread || m.thread === m.id || !messages.some((x) => x.id === m.thread)) : messages;
    for (const m of roots) {
      const today = timeOf(m.at, { weekday: 'long', day: 'numeric', month: 'long' });
      if (today !== day) { rows.push(['day-' + today, { day: today }]); day = today; last = null; }
      push(m, { depth: 0, can: this.canClose(m, channel) });
      if (this.platform !== 'slack') continue;
      const replies = messages.filter((x) => x.thread === m.id && x.id !== m.id);
      if (!replies.length) continue;
      // What the app adds to its own message (a scorecard's details) waits until it is asked for.
      const folded = this.folded.get(m.id) ?? m.author.bot;
      rows.push(['fold-' + m.id, { fold: m.id, folded, count: replies.length }]);
      last = null;
      if (!folded) replies.forEach((r) => push(r, { depth: 1, can: this.canClose(r, channel) }));
      last = null;
    }
    if (this.platform === 'discord' && channel.kind !== 'thread') {
      for (const t of this.world.channels.filter((c) => c.kind === 'thread' && c.parent === channel.id)) {
        const seen = this.visible(t);
        const lastOne = seen.at(-1);
        rows.push(['card-' + t.id, { card: t.id, name: t.name, locked: t.locked, count: seen.length, by: lastOne?.author, text: preview(lastOne) }]);
      }
    }
    if (!rows.length) rows.push(['empty', { empty: true }]);
    return rows;
  }

  canClose(m, channel) { return this.agent() && !m.author.bot && !m.only_for && channel.kind !== 'dm' && this.customer(m.author.id); }
  customer(id) { return this.people.some((p) => p[this.platform] === id && p.role === 'customer'); }

  row(r) {
    if (r.day) return el('div.day', {}, el('span', {}, r.day));
    if (r.home) return this.homeRow(r.home);
    if (r.empty) return el('p.empty', {}, 'Nothing here yet.');
    if (r.fold) return this.foldRow(r);
    if (r.card) return this.cardRow(r);
    return this.message(r);
  }

  homeRow(view) {
    const look = { ...this.look(null), press: (control) => this.act({ act: 'press_home', control }) };
    return el('section.home', { 'aria-label': 'Home' }, this.kind.show.body({ blocks: view.blocks }, look));
  }

  foldRow(r) {
    const text = r.folded ? `Show ${r.count === 1 ? 'the reply' : `${r.count} replies`}` : `${r.count} ${r.count === 1 ? 'reply' : 'replies'}`;
    return el('button.fold', {
      type: 'button', 'aria-expanded': String(!r.folded),
      onclick: () => { this.folded.set(r.fold, !r.folded); this.drawRoom(); },
    }, text);
  }

  cardRow(r) {
    return el('button.card', { type: 'button', data: { thread: r.card }, onclick: () => this.open(r.card) },
      el('span.card-head', {}, el('b', {}, r.name), el('span.card-count', {}, `${r.locked ? 'Locked · ' : ''}${r.count} ${r.count === 1 ? 'message' : 'messages'} ›`)),
      r.by && el('span.card-last', {}, el('b', {}, r.by.name), ' ', r.text));
  }

  message({ m, joined, depth, can }) {
    const classes = ['message', joined && 'joined', depth && 'reply', m.only_for && 'private', m.author.bot && 'from-bot'].filter(Boolean).join(' ');
    const at = timeOf(m.at, { hour: '2-digit', minute: '2-digit' });
    const menu = [];
    if (can) menu.push(el('button', { type: 'button', data: { control: 'close_and_ask' }, onclick: () => this.close(m) }, 'Close & ask'));
    if (this.platform === 'slack' && !depth && !m.only_for && !m.author.bot && this.here.kind !== 'dm') menu.push(el('button', { type: 'button', data: { control: 'reply' }, onclick: () => { this.thread = m.id; this.drawComposer(); $(this.root, 'textarea').focus(); } }, 'Reply'));
    return el('article', {
      class: classes, data: { message: m.id, author: m.author.name, onlyFor: m.only_for },
    },
    avatar(m.author),
    el('div.matter', {},
      m.only_for && this.platform === 'slack' && el('div.only', {}, 'Only visible to you'),
      el('div.who', {}, el('b', {}, m.author.name), m.author.bot && el('span.tag', {}, 'APP'), el('time', {}, at)),
      el('div.body', {}, this.kind.show.body(m, this.look(m)), m.edited && el('span.edited', {}, '(edited)')),
      m.only_for && this.platform === 'discord' && el('div.only', {}, 'Only you can see this')),
    menu.length && el('div.menu', { role: 'group', 'aria-label': `What to do with the message by ${m.author.name}` }, menu));
  }

  close(m) { return this.act({ act: 'shortcut', channel: this.channel, thread: m.thread ?? undefined, message: m.id }); }

  drawComposer() {
    const here = this.here;
    const target = $(this.root, '.target');
    const root = this.thread && here?.messages.find((m) => m.id === this.thread);
    target.hidden = !root;
    target.replaceChildren(...(root ? [`Replying in the thread of ${root.author.name} `, el('button', { type: 'button', onclick: () => { this.thread = null; this.drawComposer(); } }, 'Stop')] : []));
    const box = $(this.root, 'textarea');
    box.disabled = !here || Boolean(here.locked) || here.kind === 'home';
    box.placeholder = here?.kind === 'home' ? 'This page is for reading' : here?.locked ? 'This thread is locked' : `${here?.forum ? 'New post' : 'Write'} as ${this.me?.name ?? ''}, or type /afterword`;
    $(this.root, '.composer button[type=submit]').disabled = box.disabled;
  }

  drawSlash() {
    const box = $(this.root, 'textarea');
    const list = $(this.root, '.slash');
    const typed = box.value;
    const fits = typed.startsWith('/') ? COMMANDS.filter(([c]) => `/afterword ${c.split(' ')[0]}`.startsWith(typed.slice(0, 60)) || typed.startsWith(`/afterword ${c.split(' ')[0]}`)) : [];
    list.hidden = !fits.length;
    sync(list, fits.map((c) => [c[0], c]), ([command, what]) => el('button', {
      type: 'button', onclick: () => { box.value = `/afterword ${command.split(' ')[0]} `; box.focus(); this.drawSlash(); },
    }, el('b', {}, `/afterword ${command}`), el('span', {}, what)));
  }

  drawSuggestions() {
    const now = standing(this);
    sync($(this.root, '.lesson'), [['now', { title: now.lesson.title, at: now.at, of: now.of, text: now.text }]], (l) => el('span', {},
      el('b', {}, l.title), l.of > 0 && el('span.count', {}, l.at < 0 ? 'done' : `${l.at + 1} of ${l.of}`), ' ', l.text));
    const ideas = suggest(this);
    sync($(this.root, '.try'), ideas.map((i) => [i.key, { key: i.key, label: i.label, main: i.main }]), (i) => el('button', {
      type: 'button', class: i.main ? 'main' : null, data: { try: i.key.split(':')[0] },
      onclick: () => suggest(this).find((x) => x.key === i.key)?.run(),
    }, i.label));
  }

  drawForm() {
    const raw = this.world.modals?.[this.as];
    const veil = $(this.root, '.veil');
    const print = raw ? this.as + JSON.stringify(raw) : null;
    const shown = raw && print !== this.dismissed ? print : null;
    if (veil.print === shown) return;
    veil.print = shown;
    veil.hidden = !shown;
    veil.replaceChildren();
    if (!shown) { this.returnFocus?.focus?.({ preventScroll: true }); this.returnFocus = null; return; }
    this.returnFocus = document.activeElement;
    const form = this.kind.show.form(raw, this.look(null));
    const cancel = () => { this.dismissed = print; this.drawForm(); this.act({ act: 'close_form' }); };
    const node = el('form.dialog', {
      role: 'dialog', 'aria-modal': 'true', 'aria-label': form.title, data: { modal: raw.callback_id ?? raw.custom_id },
      onsubmit: async (e) => {
        e.preventDefault();
        const result = await this.act({ act: 'submit', fields: fieldsOf(form.inputs) });
        $(node, '.wrong').textContent = Object.values(result.form_errors ?? {}).join(' ');
      },
      onkeydown: (e) => { if (e.key === 'Escape') cancel(); else keepInside(e, node); },
    },
    el('div.dialog-head', {}, el('h2', {}, form.title), el('button.x', { type: 'button', 'aria-label': 'Close', onclick: cancel }, '×')),
    el('div.dialog-body', {}, form.rows, el('p.wrong', { role: 'alert' })),
    el('div.dialog-foot', {}, el('button', { type: 'button', onclick: cancel }, form.close), form.submit && el('button.main', { type: 'submit' }, form.submit)));
    veil.append(node);
    (node.querySelector('textarea, input') ?? node.querySelector('.dialog-foot button')).focus({ preventScroll: true });
  }

  /** Marks the phone's tab when something new arrived, and follows the scorecard on Monday. */
  notice() {
    const fresh = this.world.channels.some((c) => this.mine(c) && this.fresh(c));
    const tab = $(document, `[data-tab="${this.platform}"] .dot`);
    if (tab) tab.hidden = !fresh;
    if (!this.awaitScorecard) return;
    const card = this.world.channels.find((c) => c.kind !== 'dm' && c.messages.some((m) => m.author.bot && Number(m.at) >= this.awaitScorecard && pictured(m)));
    if (!card) return;
    this.awaitScorecard = null;
    const agent = this.people.find((p) => p.role !== 'customer');
    if (agent && !this.agent()) this.as = agent.key;
    this.open(card.id, card.messages.findLast((m) => m.author.bot && pictured(m)).id);
    // Its details follow a moment later and must not push it away.
    this.reading = true;
  }
}

function pictured(m) {
  return Object.keys(m.files ?? {}).length > 0 || [...(m.attachments ?? []), ...(m.embeds ?? []).filter((e) => e.image)].length > 0;
}
function preview(m) { return m ? (m.content || m.embeds?.[0]?.title || m.text || '…').replace(/<@!?\d+>,? ?/g, '').replace(/\*\*|^-# /gm, '').replace(/\\(\W)/g, '$1').slice(0, 90) : ''; }

function escape(text) { return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'); }

/** Filled-in values, by the input's own id. */
function fieldsOf(inputs) {
  return Object.fromEntries(inputs.filter((i) => i.action).map((i) => [i.action, i.read()]));
}

/** Tab stays inside an open form. */
function keepInside(e, node) {
  if (e.key !== 'Tab') return;
  const all = [...node.querySelectorAll('button, input, textarea, select')].filter((x) => !x.disabled);
  const [first, last] = [all[0], all.at(-1)];
  if (e.shiftKey && document.activeElement === first) { e.preventDefault(); last.focus(); }
  else if (!e.shiftKey && document.activeElement === last) { e.preventDefault(); first.focus(); }
}
