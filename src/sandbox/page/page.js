// The page: two panes over one state, a clock that can be wound, and a short list of things to try.
import { el, sync } from './dom.js';
import { Pane } from './pane.js';
import { load, page, post, timeOf, toast } from './wire.js';

const $ = (where, selector) => where.querySelector(selector);
const panes = {};

function drawClock() {
  if (!page.state) return;
  const now = (page.state.clock.now_ms + performance.now() - page.fetchedAt) / 1000;
  const place = page.state.clock.zone.split('/').at(-1).replaceAll('_', ' ');
  const text = `${timeOf(now, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })}, ${place}`;
  const clock = $(document, '.clock');
  if (clock.textContent !== text) clock.textContent = text;
}

function drawGuide() {
  const next = page.state.guide.findIndex((g) => !g.done);
  sync($(document, '.guide'), page.state.guide.map((g, i) => [String(i), { ...g, next: i === next, i }]), (g) => el('li', {
    class: g.done ? 'done' : g.next ? 'next' : null, 'aria-current': g.next ? 'step' : null,
  }, el('span.step', { 'aria-hidden': 'true' }, g.done ? '✓' : String(g.i + 1)), el('span', {}, g.text), g.done && el('span.quiet', {}, ' (done)')));
  const list = $(document, '.guide');
  const now = $(list, '.next');
  if (now && list.scrollWidth > list.clientWidth) list.scrollLeft = now.offsetLeft - 8;
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
  setInterval(drawClock, 1000);
  const events = new EventSource('events');
  events.addEventListener('open', load);
  events.addEventListener('message', load);
  load().then(() => { document.body.dataset.ready = 'yes'; });
}

start();
