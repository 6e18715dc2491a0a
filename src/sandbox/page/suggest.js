// What a newcomer could do next in a pane: at most three buttons that play somebody's part for them.

const scale = (message, kind) => {
  const found = kind.show.buttons(message).filter((b) => /\.\d+$/.test(b.control));
  return found.length >= 2 ? found : [];
};

/** The customers' requests that nobody has closed yet, oldest first: `{channel, message, person}`. */
function requests(pane) {
  const found = [];
  for (const channel of pane.world.channels) {
    if (channel.kind === 'dm' || channel.locked) continue;
    const open = pane.platform === 'slack' ? channel.messages.filter((m) => !m.thread || m.thread === m.id) : channel.kind === 'thread' ? channel.messages.slice(0, 1) : [];
    for (const message of open) {
      const person = pane.people.find((p) => p[pane.platform] === message.author.id && p.role === 'customer');
      const talk = pane.platform === 'slack' ? channel.messages.filter((m) => m.thread === message.id) : channel.messages;
      if (person && !message.author.bot && !talk.some((m) => m.author.bot && !m.only_for)) found.push({ channel, message, person });
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

/** What to offer now: `{key, label, main, run}`. */
export function suggest(pane) {
  const ideas = [];
  const agent = pane.people.find((p) => p.role === 'agent') ?? pane.people.find((p) => p.role === 'manager');
  const [prompt] = prompts(pane).reverse();
  const after = privately(pane);
  const waiting = requests(pane);
  if (prompt) {
    const point = prompt.points[Math.max(0, prompt.points.length - 2)];
    const other = pane.people.find((p) => p.role === 'customer' && p.key !== prompt.person.key);
    const press = (who) => play(pane, who, prompt.channel, prompt.message, { act: 'press', control: point.control });
    const label = point.label.trim();
    const value = /^\d/.test(label) ? label.split(/\s/)[0] : `“${label}”`;
    ideas.push({ key: `answer:${prompt.message.id}`, main: true, label: `Answer ${value} as ${prompt.person.name}`, run: () => press(prompt.person) });
    if (other) ideas.push({ key: `intrude:${prompt.message.id}`, label: `Press ${value} as ${other.name}`, run: () => press(other) });
  } else if (after?.person) {
    const why = after.buttons.find((b) => b.control.endsWith(':why'));
    ideas.push({ key: `why:${after.message.id}`, label: `Comment as ${after.person.name}`, run: () => play(pane, after.person, after.channel, after.message, { act: 'press', control: why.control }) });
  }
  if (agent && waiting.length && !prompt) {
    const { channel, message, person } = waiting.find((w) => w.person.key === 'mia') ?? waiting[0];
    ideas.push({ key: `close:${message.id}`, main: true, label: `Close ${person.name}’s ticket as ${agent.name}`, run: () => play(pane, agent, channel, message, { act: 'shortcut' }) });
  }
  const [open] = cards(pane, ':case_take');
  const [taken] = cards(pane, ':case_close');
  const step = open ?? taken;
  if (agent && step && !prompt) {
    const [key, label] = open ? ['take', `Take the low score as ${agent.name}`] : ['end', `Say how it ended as ${agent.name}`];
    ideas.push({ key: `${key}:${step.message.id}`, label, run: () => play(pane, agent, step.channel, step.message, { act: 'press', control: step.control }) });
  }
  return ideas.slice(0, 3);
}
