// The one state both panes draw, and the two ways to change it: what a person does, and where the clock goes.

/** The newest state, when it was fetched, who wants to know, and which lesson of the guide was chosen. */
export const page = { state: null, fetchedAt: 0, draw: () => {}, lesson: null };

/** Sends JSON; an `error` in the answer is shown and handed back. */
export async function post(path, body) {
  const answer = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const result = await answer.json().catch(() => ({ error: `the demo answered ${answer.status}` }));
  if (result.error) toast(result.error);
  return result;
}

async function fetched() {
  try {
    const answer = await fetch('state', { cache: 'no-store' });
    if (answer.ok) return await answer.json();
  } catch { /* told below */ }
  toast('The demo does not answer. Is it still running?');
  return page.state;
}

let loading = null;
let again = false;
/** Fetches the state once at a time; a change that arrives meanwhile causes exactly one more fetch. */
export function load() {
  if (loading) { again = true; return loading; }
  loading = (async () => {
    do {
      again = false;
      page.state = await fetched();
      page.fetchedAt = performance.now();
      if (page.state) page.draw();
    } while (again);
  })().finally(() => { loading = null; });
  return loading;
}

let toastTimer = 0;
/** Says something for a few seconds. */
export function toast(text) {
  const node = document.querySelector('.toast');
  node.textContent = text;
  node.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { node.hidden = true; }, 6000);
}

/** A moment (Unix seconds) in the team's zone. */
export function timeOf(seconds, how) {
  return new Intl.DateTimeFormat('en-GB', { timeZone: page.state.clock.zone, ...how }).format(new Date(Number(seconds) * 1000));
}
