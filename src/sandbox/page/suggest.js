// What a newcomer could do next in a pane: the lesson's next sentence, and at most three buttons that play somebody's part for them.
import { page } from './wire.js';

const scale = (message, kind) => {
  const found = kind.show.buttons(message).filter((b) => /\.\d+$/.test(b.control));
  return found.length >= 2 ? found : [];
};

/** The customers' requests that nobody has closed yet, oldest first: `{channel, message, person, helper}`. */
function requests(pane) {
  const found = [];
  for (const channel of pane.world.channels) {
    if (channel.kind === 'dm' || channel.locked) continue;
    const open = pane.platform === 'slack' ? channel.messages.filter((m) => !m.thread || m.thread === m.id) : channel.kind === 'thread' ? channel.messages.slice(0, 1) : [];
    for (const message of open) {
      const of = (m, role) => pane.people.find((p) => p[pane.platform] === m.author.id && p.role === role);
      const person = of(message, 'customer');
      const talk = pane.platform === 'slack' ? channel.messages.filter((m) => m.thread === message.id) : channel.messages;
      const helper = talk.map((m) => of(m, 'agent')).find(Boolean) ?? pane.people.find((p) => p.role === 'agent');
      if (person && !message.author.bot && !talk.some((m) => m.author.bot && !m.only_for)) found.push({ channel, message, person, helper });
    }
  }
  return found;
}

/** The prompts that wait for an answer: `{channel, message, person, points}`. */
function prompts(pane) {
  const found = [];
  for (const channel of pane.world.channels) {
    for (const message of channel.messages) {
      const points = message.only_for ? [] : scale(message, pane.kind);
      if (!points.length) continue;
      const raw = JSON.stringify(message);
      const person = pane.people.find((p) => (channel.kind === 'dm' ? channel.with === p.key : raw.includes(`<@${p[pane.platform]}>`) || raw.includes(`"user_id":"${p[pane.platform]}"`)));
      if (person) found.push({ channel, message, person, points });
    }
  }
  return found;
}

/** The private buttons that follow an answer: `{channel, message, person, buttons}`. */
function privately(pane) {
  for (const channel of pane.world.channels) {
    const message = channel.messages.findLast((m) => m.only_for && pane.kind.show.buttons(m).some((b) => b.control.endsWith(':why')));
    if (message) return { channel, message, person: pane.people.find((p) => p.key === message.only_for), buttons: pane.kind.show.buttons(message) };
  }
  return null;
}

/** The team's cards with a button of this kind: `{channel, message, control}`. */
function cards(pane, ending) {
  const found = [];
  for (const channel of pane.world.channels) {
    if (channel.kind === 'dm') continue;
    for (const message of channel.messages) {
      const button = message.only_for ? null : pane.kind.show.buttons(message).find((b) => b.control.endsWith(ending));
      if (button) found.push({ channel, message, control: button.control });
    }
  }
  return found;
}

/** Plays one step as somebody, in the place where it happens, so that the person sees it happen. */
async function play(pane, person, channel, message, act) {
  pane.as = person.key;
  pane.open(channel.id, message.id);
  await pane.act({ channel: channel.id, thread: message.thread ?? undefined, message: message.id, ...act });
}

/** Plays a typed command as somebody, in a channel of this name or the one given. */
async function type(pane, person, channel, text) {
  pane.as = person.key;
  pane.open(channel.id);
  await pane.act({ act: 'slash', channel: channel.id, ...pane.slash(text) });
}

/** A number as one would say it: `6`, or the words of a scale that has no digits. */
const said = (point) => (/^\s*\d/.test(point.label) ? point.label.trim().split(/\s/)[0] : `“${point.label.trim()}”`);

/** Of the prompts that wait, the newest whose person is one of these; of anybody, if nobody is named. */
const waiting = (pane, whose) => prompts(pane).reverse().find((p) => !whose.length || whose.includes(p.person.key));

/** One press on a prompt, as an idea. */
function press(pane, key, prompt, at, main = true) {
  const point = prompt.points[Math.min(Math.max(at, 0), prompt.points.length - 1)];
  return { key: `${key}:${prompt.message.id}`, main, label: `Answer ${said(point)} as ${prompt.person.name}`,
    run: () => play(pane, prompt.person, prompt.channel, prompt.message, { act: 'press', control: point.control }) };
}

/** A press on a team's card, as an idea. */
function onCard(pane, key, ending, label) {
  const [card] = cards(pane, ending);
  const agent = pane.people.find((p) => p.role === 'agent') ?? pane.people.find((p) => p.role === 'manager');
  if (!card || !agent) return [];
  return [{ key: `${key}:${card.message.id}`, main: true, label: `${label} as ${agent.name}`,
    run: () => play(pane, agent, card.channel, card.message, { act: 'press', control: card.control }) }];
}

/** By a step's name: how it can be played. Each takes the pane and whose step it is, and returns ideas. */
const PLAYS = {
  close: (pane, whose) => {
    const open = requests(pane);
    const one = open.find((w) => (whose.length ? whose.includes(w.person.key) : w.person.key === 'mia')) ?? (whose.length ? null : open[0]);
    if (!one?.helper) return [];
    return [{ key: `close:${one.message.id}`, main: true, label: `Close ${one.person.name}’s ticket as ${one.helper.name}`,
      run: () => play(pane, one.helper, one.channel, one.message, { act: 'shortcut' }) }];
  },
  intrude: (pane, whose) => {
    const prompt = waiting(pane, whose);
    const other = pane.people.find((p) => p.role === 'customer' && p.key !== prompt?.person.key);
    if (!prompt || !other) return [];
    const point = prompt.points[Math.max(0, prompt.points.length - 2)];
    return [{ key: `intrude:${prompt.message.id}`, main: true, label: `Press ${said(point)} as ${other.name}`,
      run: () => play(pane, other, prompt.channel, prompt.message, { act: 'press', control: point.control }) }, ...PLAYS.answer(pane, whose, false)];
  },
  answer: (pane, whose, main) => {
    const prompt = waiting(pane, whose);
    return prompt ? [press(pane, 'answer', prompt, prompt.points.length - 2, main)] : [];
  },
  worst: (pane, whose) => {
    const prompt = waiting(pane, whose);
    return prompt ? [press(pane, 'worst', prompt, 0)] : [];
  },
  low: (pane, whose) => {
    const prompt = waiting(pane, ['priya']) ?? waiting(pane, whose);
    return prompt ? [press(pane, 'low', prompt, prompt.points.length > 2 ? 1 : 0)] : [];
  },
  unsolved: (pane, whose) => {
    const prompt = waiting(pane, ['sam']) ?? waiting(pane, whose);
    const way = prompt && pane.kind.show.buttons(prompt.message).find((b) => b.control.endsWith(':not_solved'));
    return way ? [{ key: `unsolved:${prompt.message.id}`, main: true, label: `Press “${way.label}” as ${prompt.person.name}`,
      run: () => play(pane, prompt.person, prompt.channel, prompt.message, { act: 'press', control: way.control }) }] : [];
  },
  take: (pane) => onCard(pane, 'take', ':case_take', 'Take it'),
  end: (pane) => onCard(pane, 'end', ':case_close', 'Say how it ended'),
  again: (pane) => {
    const prompt = prompts(pane).findLast((p) => p.channel.kind === 'dm');
    return prompt ? [press(pane, 'again', prompt, prompt.points.length - 2)] : [];
  },
  hello: (pane, whose) => {
    const one = requests(pane).find((w) => whose.includes(w.person.key));
    return one ? [{ key: 'hello', main: true, label: `Type /afterword help as ${one.person.name}`, run: () => type(pane, one.person, one.channel, '/afterword help') }] : [];
  },
  cases: (pane) => {
    const lead = pane.people.find((p) => p.role === 'manager');
    const channel = pane.world.channels.find((c) => c.name === 'onboarding-team');
    return lead && channel ? [{ key: 'cases', main: true, label: `Type /afterword cases as ${lead.name}`, run: () => type(pane, lead, channel, '/afterword cases') }] : [];
  },
};

/** The lesson somebody is at: the chosen one, else the first. */
export const lessonNow = () => page.state.guide.find((l) => l.key === page.lesson) ?? page.state.guide[0];

/** Where the lesson stands in this pane: `{lesson, step, at, of, text}`; without a step everything is done here. */
export function standing(pane) {
  const lesson = lessonNow();
  const way = lesson[pane.platform];
  if (!way) {
    const text = lesson.done ? 'The scorecard is in #payments-team: numbers with how sure they are, a picture, and the detail in its thread.'
      : 'Press Jump to Monday 9:00: the week just ended is counted and its scorecard posted in #payments-team.';
    return { lesson, step: null, at: 0, of: 0, text };
  }
  const at = way.steps.findIndex((s) => !s.done);
  return { lesson, step: way.steps[at] ?? null, at, of: way.steps.length, text: way.steps[at]?.text ?? way.after };
}

/** Where the team reads of it, once a lesson is done. */
function look(pane, lesson) {
  if (lesson.key !== 'unsolved' && lesson.key !== 'case') return [];
  const channel = pane.world.channels.find((c) => c.name === 'payments-cases');
  const about = channel?.messages.findLast((m) => (lesson.key === 'unsolved' ? !pane.kind.show.buttons(m).length : true));
  const agent = pane.people.find((p) => p.role === 'agent');
  if (!about || !agent) return [];
  return [{ key: 'look', main: true, label: 'See what the team reads', run: () => { pane.as = agent.key; pane.open(channel.id, about.id); } }];
}

/** What to offer now: `{key, label, main, run}`. */
export function suggest(pane) {
  const { lesson, step } = standing(pane);
  const ideas = step ? PLAYS[step.key]?.(pane, step.whose) ?? [] : look(pane, lesson);
  const after = privately(pane);
  if (after?.person && (lesson.key === 'ask' ? !step : step?.key === 'take')) {
    const why = after.buttons.find((b) => b.control.endsWith(':why'));
    ideas.push({ key: `why:${after.message.id}`, label: `Comment as ${after.person.name}`, run: () => play(pane, after.person, after.channel, after.message, { act: 'press', control: why.control }) });
  }
  const next = page.state.guide[page.state.guide.indexOf(lesson) + 1];
  if (!step && lesson[pane.platform] && next) ideas.push({ key: 'next', label: `Next: ${next.title}`, run: () => { page.lesson = next.key; page.draw(); } });
  if (!step && !lesson[pane.platform] && !lesson.done) ideas.push({ key: 'monday', main: true, label: 'Jump to Monday 9:00', run: () => document.querySelector('[data-jump=monday]').click() });
  return ideas.slice(0, 3);
}
