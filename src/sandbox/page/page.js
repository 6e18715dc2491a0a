// The page: two panes over one state, a clock that can be wound, and a short list of things to try.
import { el, sync } from './dom.js';
import { Pane } from './pane.js';
import { lessonNow } from './suggest.js';
import { load, page, post, timeOf, toast } from './wire.js';

const $ = (where, selector) => where.querySelector(selector);
const panes = {};
const NAMES = { slack: 'Slack', discord: 'Discord' };

function drawClock() {
  if (!page.state) return;
  const now = (page.state.clock.now_ms + performance.now() - page.fetchedAt) / 1000;
  const place = page.state.clock.zone.split('/').at(-1).replaceAll('_', ' ');
  const text = `${timeOf(now, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })}, ${place}`;
  const clock = $(document, '.clock');
  if (clock.textContent !== text) clock.textContent = text;
}

/** The lessons: which is chosen, which are done, and in which chat. */
function drawGuide() {
  const chosen = lessonNow().key;
  const list = $(document, '.guide');
  sync(list, page.state.guide.map((g, i) => [g.key, { key: g.key, title: g.title, done: g.done, slack: g.slack?.done, discord: g.discord?.done, on: g.key === chosen, i }]), (g) => {
    const where = ['slack', 'discord'].filter((p) => g[p]).map((p) => NAMES[p]);
    return el('li', { class: [g.done && 'done', g.on && 'next'].filter(Boolean).join(' ') },
      el('button', { type: 'button', data: { lesson: g.key }, 'aria-pressed': String(g.on), onclick: () => { page.lesson = g.key; draw(); } },
        el('span.step', { 'aria-hidden': 'true' }, g.done ? '✓' : String(g.i + 1)), el('span', {}, g.title),
        g.slack !== undefined && el('span.marks', { 'aria-hidden': 'true' }, ['slack', 'discord'].map((p) => el('i', { class: `mark ${p}${g[p] ? ' on' : ''}` }))),
        g.done && el('span.quiet', {}, where.length ? ` (done in ${where.join(' and ')})` : ' (done)')));
  });
  const now = $(list, '.next');
  if (now && list.scrollWidth > list.clientWidth && list.dataset.at !== chosen) list.scrollLeft = now.offsetLeft - 8;
  list.dataset.at = chosen;
}

function draw() {
  drawClock();
  drawGuide();
  for (const pane of Object.values(panes)) pane.draw();
}

function showTab(name) {
  $(document, '.stage').dataset.tab = name;
  for (const tab of document.querySelectorAll('.tabs button')) tab.setAttribute('aria-pressed', String(tab.dataset.tab === name));
}

async function jump(button, body) {
  button.disabled = true;
  try {
    const from = page.state.clock.now_ms / 1000;
    if (body.to) page.lesson = 'monday';
    if (body.to) Object.values(panes).forEach((p) => { p.awaitScorecard = from; });
    const result = await post('clock', body);
    if (!result.error) toast(body.to ? 'It is Monday, nine o’clock. The scorecard is on its way to the team’s channel.' : 'An hour has passed.');
    await load();
  } finally { button.disabled = false; }
}

function start() {
  page.draw = draw;
  for (const platform of ['slack', 'discord']) panes[platform] = new Pane(platform);
  document.querySelectorAll('.tabs button').forEach((tab) => tab.addEventListener('click', () => showTab(tab.dataset.tab)));
  $(document, '[data-jump="hour"]').addEventListener('click', (e) => jump(e.currentTarget, { by_minutes: 60 }));
  $(document, '[data-jump="monday"]').addEventListener('click', (e) => jump(e.currentTarget, { to: 'monday' }));
  // Turned or made narrower, the list shows the chosen lesson again.
  window.addEventListener('resize', () => { delete $(document, '.guide').dataset.at; if (page.state) drawGuide(); });
  setInterval(drawClock, 1000);
  const events = new EventSource('events');
  events.addEventListener('open', load);
  events.addEventListener('message', load);
  load().then(() => { document.body.dataset.ready = 'yes'; });
}

start();
