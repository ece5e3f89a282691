// Fetches more.js once somebody needs something of it, and shows nothing, or something simpler, until it is there.
import INTEGRITY from 'data:more';
import { html } from '/static/html.js';

let more = null;
let asked = null;
let setting = null;

/** Say where more.js is, whom to dress with its styles, and what to do once it is there. */
export function prepare(path, host, changed) { setting = { path, host, changed }; }

/** Return what more.js exports, fetching it if need be. A failure may be tried again. */
export function fetchMore() {
  const { path, host, changed } = setting;
  asked ??= (async () => {
    const href = path('more.js') + (asked === null ? '' : `?${Date.now()}`);
    document.head.append(Object.assign(document.createElement('link'), { rel: 'modulepreload', href, integrity: INTEGRITY, crossOrigin: '' }));
    const made = (await import(href)).default($modules);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(made.styles);
    host.shadowRoot.adoptedStyleSheets = [...host.shadowRoot.adoptedStyleSheets, sheet];
    more = made;
    changed();
    return made;
  })().catch((error) => { asked = undefined; throw error; });
  return asked;
}

/** A component of more.js by its name; `instead` until it is there. */
export function Seldom({ name, instead = null, ...rest }) {
  if (more) return html`<${more[name]} ...${rest} />`;
  fetchMore().catch(() => {});
  return instead;
}
