// What an accessibility checker asks of a page. Answers the faults as sentences; none is good.
// May live here: checks that hold for every page (WCAG 2.2 AA as far as a program can tell).
// Must never live here: the address or the content of one page.
const faults = new Set();
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const where = (node) => {
  const id = node.id ? `#${node.id}` : '';
  const kind = node.getAttribute?.('class') ? `.${node.getAttribute('class').trim().split(/\s+/).join('.')}` : '';
  const text = (node.textContent || '').replace(/\s+/g, ' ').trim().slice(0, 40);
  return `<${node.localName}${id}${kind}> "${text}"`;
};
const fault = (rule, node, more = '') => faults.add(`${rule}: ${node ? where(node) : ''} ${more}`.trim());
const isShown = (node) => node.getClientRects().length > 0 && node.checkVisibility({ checkVisibilityCSS: true });
const isHidden = (node) => Boolean(node.closest('[aria-hidden=true]'));
const words = (node) => {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE || node.getAttribute('aria-hidden') === 'true') return '';
  if (node.localName === 'img') return node.alt;
  if (node.localName === 'svg') return node.getAttribute('aria-label') || '';
  if (node.getAttribute('aria-label')) return node.getAttribute('aria-label');
  return [...node.childNodes].map(words).join(' ');
};
const tidy = (text) => (text || '').replace(/\s+/g, ' ').trim();
const name = (node) => {
  const by = (node.getAttribute('aria-labelledby') || '').split(/\s+/).filter(Boolean);
  const labelled = tidy(by.map((id) => document.getElementById(id)).filter(Boolean).map(words).join(' '));
  return labelled || tidy(node.getAttribute('aria-label')) || tidy([...(node.labels || [])].map(words).join(' '))
    || tidy(words(node)) || tidy(node.getAttribute('title'));
};

// ---- the document
if (document.documentElement.lang !== 'en') fault('the language is not told', document.documentElement);
if (!tidy(document.title)) fault('no title');
const zoom = $$('meta[name=viewport]')[0]?.content || '';
if (!/width=device-width/.test(zoom) || /user-scalable=no|maximum-scale/.test(zoom)) fault('the page cannot be enlarged', null, zoom);

// ---- headings and landmarks
if ($$('h1').length !== 1) fault('not one h1', null, String($$('h1').length));
let level = 0;
for (const heading of $$('h1,h2,h3,h4,h5,h6')) {
  const now = Number(heading.localName[1]);
  if (now > level + 1) fault('a heading skips a level', heading, `after h${level}`);
  if (!tidy(words(heading))) fault('an empty heading', heading);
  level = now;
}
if ($$('main').length !== 1) fault('not one main', null, String($$('main').length));
if (!$$('body > header').length || !$$('body > footer').length) fault('no header or footer');
const regions = new Map();
for (const region of $$('nav,[role=region],section[aria-label],section[aria-labelledby]')) {
  const title = name(region);
  if (region.localName === 'nav' || region.getAttribute('role') === 'region') {
    if (!region.hasAttribute('aria-label') && !region.hasAttribute('aria-labelledby')) fault('a region has no name', region);
  }
  if (region.localName === 'nav') {
    if (regions.has(title)) fault('two navigations have one name', region, title);
    regions.set(title, region);
  }
}

// ---- names
for (const image of $$('img')) if (!image.hasAttribute('alt')) fault('an image has no alt', image);
for (const image of $$('svg,[role=img]')) {
  if (isHidden(image)) continue;
  if (image.getAttribute('role') !== 'img') fault('a drawing is neither hidden nor an image', image);
  else if (!tidy(image.getAttribute('aria-label')) && !image.hasAttribute('aria-labelledby')) fault('an image has no name', image);
}
const touchable = 'a[href],button,summary,input:not([type=hidden]),select,textarea,[tabindex="0"]';
for (const node of $$(touchable).filter(isShown)) {
  if (isHidden(node)) fault('hidden from speech, yet it takes focus', node);
  else if (!name(node)) fault('no name', node);
  const label = tidy(node.getAttribute('aria-label'));
  const text = tidy(node.innerText);
  if (label && text && node.matches('a,button,summary') && !label.toLowerCase().includes(text.toLowerCase())) {
    fault('its name does not contain its text', node, label);
  }
  if (node.matches('a,button') && $$('a,button,input,select,textarea', node).length) fault('a control inside a control', node);
}
for (const field of $$('input:not([type=hidden]),select,textarea')) {
  if (!field.labels?.length && !field.hasAttribute('aria-label') && !field.hasAttribute('aria-labelledby')) fault('a field has no label', field);
}

// ---- references
const ids = new Map();
for (const node of $$('[id]')) {
  if (ids.has(node.id)) fault('an id twice', node);
  ids.set(node.id, node);
}
for (const attribute of ['aria-labelledby', 'aria-describedby', 'aria-controls', 'aria-owns', 'headers', 'for']) {
  for (const node of $$(`[${attribute}]`)) {
    for (const id of node.getAttribute(attribute).split(/\s+/)) if (!ids.has(id)) fault(`${attribute} leads nowhere`, node, id);
  }
}
for (const link of $$('a[href^="#"]')) {
  const id = decodeURIComponent(link.getAttribute('href').slice(1));
  if (id && !ids.has(id)) fault('a link inside the page leads nowhere', link, id);
}
const roles = ['status', 'log', 'alert', 'img', 'region', 'group', 'table', 'row', 'rowgroup', 'rowheader', 'columnheader',
  'cell', 'list', 'listitem', 'tooltip', 'navigation', 'main', 'presentation', 'none'];
for (const node of $$('[role]')) if (!roles.includes(node.getAttribute('role'))) fault('an unknown role', node, node.getAttribute('role'));

// ---- keyboard
for (const node of $$('[tabindex]')) if (Number(node.getAttribute('tabindex')) > 0) fault('a positive tabindex', node);
for (const node of $$('[autofocus]')) fault('it takes the focus by itself', node);
for (const node of $$('main *')) {
  const style = getComputedStyle(node);
  const scrolls = node.scrollWidth > node.clientWidth + 1 && ['auto', 'scroll'].includes(style.overflowX);
  if (scrolls && isShown(node) && node.tabIndex < 0 && !$$('a,button,input', node).length) fault('it scrolls, but not by keyboard', node);
}

// ---- live regions
const status = $$('[role=status]');
if (status.length !== 1 || status[0].id !== 'say' || status[0].getAttribute('aria-live') !== 'polite' || status[0].closest('main')) {
  fault('not one polite status outside main', status[0]);
}
for (const node of $$('[aria-live]')) {
  const isKnown = node.id === 'say' || (node.getAttribute('role') === 'log' && node.getAttribute('aria-live') === 'off');
  if (!isKnown) fault('a live region too many', node);
}

// ---- tables and lists
for (const table of $$('table')) {
  const heads = $$('th', table);
  if (!heads.length) fault('a table without heads', table);
  for (const head of heads) {
    if (!head.hasAttribute('scope') && !/header$/.test(head.getAttribute('role') || '')) fault('a head without scope', head);
  }
  const widths = new Set($$('tbody tr', table).map((row) => [...row.cells].reduce((sum, cell) => sum + cell.colSpan, 0)));
  if (widths.size > 1) fault('rows of different lengths', table, [...widths].join(', '));
}
for (const list of $$('ul,ol')) {
  for (const child of list.children) if (!['li', 'script', 'template'].includes(child.localName)) fault('a list with other than items', child);
}
for (const item of $$('li')) if (!item.parentElement.matches('ul,ol,menu')) fault('an item outside a list', item);
for (const list of $$('dl')) {
  for (const child of list.children) if (!['dt', 'dd', 'div'].includes(child.localName)) fault('a list of terms with other than terms', child);
}

// ---- contrast
const pen = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
const known = new Map();
function rgba(colour) {
  if (!known.has(colour)) {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
    known.set(colour, [r, g, b, a / 255]);
  }
  return known.get(colour);
}
const over = (top, below) => top.slice(0, 3).map((it, i) => it * top[3] + below[i] * (1 - top[3]));
const luminance = (colour) => {
  const [r, g, b] = colour.map((it) => it / 255).map((it) => (it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
/** The colour behind a node; undefined where a picture or a gradient lies. */
function ground(node) {
  const layers = [];
  for (let at = node; at; at = at.parentElement) {
    const style = getComputedStyle(at);
    if (style.backgroundImage !== 'none') return undefined;
    const colour = rgba(style.backgroundColor);
    if (colour[3] > 0) layers.push(colour);
    if (colour[3] === 1) break;
  }
  return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]);
}
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let text = walker.nextNode(); text; text = walker.nextNode()) {
  const node = text.parentElement;
  if (!tidy(text.data) || !node.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) || node.closest('.vh,.skip,noscript')) continue;
  const range = document.createRange();
  range.selectNodeContents(text);
  if (![...range.getClientRects()].some((it) => it.width > 1 && it.height > 1)) continue;
  const style = getComputedStyle(node);
  const below = ground(node.closest('svg')?.parentElement || node);
  if (!below) continue;
  const ink = over(rgba(node.closest('svg') ? style.fill : style.color), below);
  const [light, dark] = [luminance(ink), luminance(below)].sort((a, b) => b - a);
  const ratio = (light + 0.05) / (dark + 0.05);
  const size = parseFloat(style.fontSize), isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
  if (ratio < (isLarge ? 3 : 4.5)) fault('too little contrast', node, `${ratio.toFixed(2)} at ${size}px`);
  if (!node.closest('svg') && size < 12) fault('too small', node, `${size}px`);
}

// ---- size of targets
const targets = $$('a[href],button,summary,input:not([type=hidden]),select')
  .filter((node) => isShown(node) && !node.closest('.vh,.skip'))
  .map((node) => ({ node, box: (node.matches('input') && node.closest('label') || node).getBoundingClientRect() }));
// What floats over the page covers other targets at every other place of the scroll.
const floats = (node) => {
  for (let at = node; at; at = at.parentElement) if (!at.closest('.scroll') && ['fixed', 'sticky'].includes(getComputedStyle(at).position)) return true;
  return false;
};
const isSmall = ({ box }) => box.width < 23.5 || box.height < 23.5;
for (const target of targets.filter(isSmall)) {
  const { node, box } = target;
  const sentence = getComputedStyle(node).display.startsWith('inline') && tidy(node.parentElement.textContent) !== tidy(node.textContent);
  if (sentence) continue;
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const near = targets.find((other) => {
    if (other === target || other.node.contains(node) || node.contains(other.node) || floats(other.node) !== floats(node)) return false;
    const to = other.box;
    const dx = Math.max(to.left - x, 0, x - to.right), dy = Math.max(to.top - y, 0, y - to.bottom);
    return Math.hypot(dx, dy) < 12;
  });
  if (near) fault('too small to touch', node, `${box.width.toFixed(0)}×${box.height.toFixed(0)}, close to ${where(near.node)}`);
}
return [...faults];
