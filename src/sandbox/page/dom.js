// Making elements. Text only ever enters the page as text nodes, so nothing a person writes can become markup.

/** An element: `el('p.note', {data: {channel: id}, onclick}, 'text', child, …)`. Only nodes and text get in; `cond && child` is fine. */
export function el(what, props, ...children) {
  const [tag, ...classes] = what.split('.');
  const node = document.createElement(tag || 'div');
  node.classList.add(...classes);
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key === 'data') Object.entries(value).forEach(([k, v]) => { if (v !== undefined && v !== null) node.dataset[k] = v; });
    else if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else if (key in node && typeof value !== 'string') node[key] = value;
    else node.setAttribute(key, value);
  }
  node.append(...children.flat().filter((c) => c instanceof Node || (typeof c === 'string' && c !== '')));
  return node;
}

/** An address in a message. Only one on this machine can be followed: the way into the demo's own dashboard. */
export function address(url, label) {
  if (!/^http:\/\/127\.0\.0\.1:\d+\//.test(url)) return el('span.url', { title: url }, label ?? url);
  return el('a.url', { href: url, title: url, target: '_blank', rel: 'noopener' }, label ?? url);
}

/**
 * Makes `parent` hold one child per item, in order, rebuilding only those whose content changed: focus, hover and
 * scroll survive everything that does not concern them.
 */
export function sync(parent, items, build) {
  const old = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  let at = parent.firstElementChild;
  for (const [key, content] of items) {
    const print = JSON.stringify(content);
    let node = old.get(key);
    old.delete(key);
    if (!node || node.print !== print) {
      const fresh = build(content, key);
      fresh.dataset.key = key;
      fresh.print = print;
      if (node) {
        if (node === at) at = fresh;
        node.replaceWith(fresh);
      } else parent.insertBefore(fresh, at);
      node = fresh;
    } else if (node !== at) parent.insertBefore(node, at);
    if (node === at) at = at.nextElementSibling;
  }
  old.forEach((node) => node.remove());
}

/** Splits text at the first match of any rule, and lets that rule make a node of it; the rest stays text. */
export function inline(text, rules) {
  const out = [];
  let rest = text;
  while (rest) {
    let best = null;
    for (const [pattern, make] of rules) {
      const found = pattern.exec(rest);
      if (found && (!best || found.index < best.found.index)) best = { found, make };
    }
    if (!best) break;
    if (best.found.index > 0) out.push(rest.slice(0, best.found.index));
    const made = best.make(best.found);
    out.push(...(Array.isArray(made) ? made : [made]));
    rest = rest.slice(best.found.index + best.found[0].length);
  }
  if (rest) out.push(rest);
  return out;
}

/** Children with a `<br>` between them. */
export function lines(rows) {
  return rows.flatMap((row, i) => (i ? [el('br'), ...row] : row));
}

/** A round or square picture of somebody: their initial on a colour of their own. */
export function avatar(author) {
  if (author.bot) return el('span.avatar.bot', { 'aria-hidden': 'true' }, el('img', { src: 'mark.svg', alt: '' }));
  const hue = [...author.name].reduce((sum, c) => (sum * 31 + c.codePointAt(0)) % 360, 7);
  const node = el('span.avatar', { 'aria-hidden': 'true' }, [...author.name][0] ?? '?');
  node.style.setProperty('--hue', hue);
  return node;
}
