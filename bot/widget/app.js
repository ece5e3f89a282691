// Puts the talk into the panel that loader.js made. Everything lives in the shadow root and is styled by adopted sheets.
import { html, render } from '/static/html.js';
import MESSAGES from '/static/messages.css';
import STYLES from './styles.css';
import { Talk } from './talk.js';
import { Storage } from './storage.js';
import { Window } from './view.js';
import { fetchMore, prepare } from './seldom.js';
import { fitToScreen, matchHostScale } from './sheet.js';
import { touchOnly } from '/static/ime.js';
import { language, say, speak } from './words.js';

const SETTLED_MS = 20_000; // what is seldom needed does not come in the way of the beginning

/** The token of a link that brought us here, taken out of the address at once: it must not stay in the history. */
function fromLink() {
  const token = new URLSearchParams(location.search).get('continue');
  if (token !== null) history.replaceState(null, '', location.pathname);
  return token;
}

/** Connect and draw. Returns what the loader calls: {opened, closed, moved, send, identify, reset, context, destroyed}. */
export async function start({ host, panel, settings, emit, path }) {
  const { whole } = host;
  const sheets = [MESSAGES, STYLES].map((text) => { const made = new CSSStyleSheet(); made.replaceSync(text); return made; });
  host.shadowRoot.adoptedStyleSheets = [...host.shadowRoot.adoptedStyleSheets, ...sheets];
  const storage = new Storage(String(settings.shared) === 'true');
  const likes = { size: storage.chosen('size') ?? '1', contrast: Boolean(storage.chosen('contrast')), always: storage.always,
    get language() { return language(); }, get device() { return storage.mode; }, set };
  const fit = fitToScreen(host, panel, whole);
  const close = () => host.close();
  let drawn = 0;
  let counted = 0;

  const draw = () => {
    drawn = 0;
    talk.offline = navigator.onLine === false;
    render(html`<${Window} talk=${talk} whole=${whole} close=${close} likes=${likes} />`, panel);
    talk.shown();
    if (talk.unread !== counted) { counted = talk.unread; host.mark(counted); emit('unread', { count: counted }); }
  };
  const changed = () => { drawn ||= requestAnimationFrame(draw) || 1; };
  prepare(path, host, changed);
  if (settings.color) fetchMore().then(({ tint }) => tint(host, settings.color), () => {});
  const talk = new Talk({ path: '/ws/widget', storage, settings, emit, changed, cookie: whole, goesOn: whole ? fromLink() : null });
  let idleEnds = () => {};
  let later;
  // Time counts from when the watch is sent for, however late it comes; without a network it is sent for again.
  const settle = (used) => {
    later = setTimeout(() => {
      used ??= Date.now();
      fetchMore().then(({ watchIdle }) => {
        if (later) idleEnds = watchIdle(talk, host, used, Number(settings.idleMinutes) || undefined);
      }, () => later && settle(used));
    }, SETTLED_MS);
  };

  async function set(name, value) {
    if (name === 'device') storage.mode = value;
    else storage.choose(name, value);
    if (name === 'language') await speak(value, path);
    else if (name !== 'device') likes[name] = value;
    dress();
    draw();
  }

  function dress() {
    matchHostScale(host, Number(likes.size));
    host.dataset.contrast = likes.contrast ? 'more' : '';
    panel.lang = language() === 'zh' ? 'zh-CN' : language();
    panel.setAttribute('aria-label', say('window'));
  }

  await speak(storage.chosen('language') ?? settings.locale ?? 'ko', path);
  panel.setAttribute('role', whole ? 'region' : 'dialog');
  panel.setAttribute('tabindex', '-1');
  const escape = (event) => {
    if (event.key === 'Escape' && !event.isComposing && event.keyCode !== 229) { event.stopPropagation(); close(); }
  };
  panel.addEventListener('keydown', escape);
  const given = (event) => {
    const { files, types } = event.clipboardData ?? event.dataTransfer;
    if (!types.includes('Files')) return;
    event.preventDefault();
    const all = [...files];
    if (all.length) fetchMore().then(({ attach }) => attach(talk, all), () => {});
  };
  ['paste', 'dragover', 'drop'].forEach((name) => panel.addEventListener(name, given));
  ['online', 'offline'].forEach((name) => addEventListener(name, changed));
  panel.replaceChildren();
  dress();
  draw();
  talk.start();
  settle();

  return {
    opened(calm) {
      fit.on();
      talk.watch(true);
      draw();
      if (!whole && !calm) (touchOnly() ? panel : panel.querySelector('textarea')).focus({ preventScroll: true });
    },
    closed() {
      fit.off();
      talk.watch(false);
    },
    /** The element was put elsewhere in the page: a browser forgets how far it was scrolled. */
    moved() { panel.querySelector('.scroll').scrollTop = 1e9; },
    send(text) { if (String(text ?? '').trim()) talk.say({ text: String(text).trim() }); },
    identify: (user, hmac) => talk.identify(user, hmac),
    reset: () => talk.renew(),
    context: changed,
    destroyed() {
      fit.off();
      clearTimeout(later);
      later = 0;
      idleEnds();
      talk.stop();
      panel.removeEventListener('keydown', escape);
      ['paste', 'dragover', 'drop'].forEach((name) => panel.removeEventListener(name, given));
      ['online', 'offline'].forEach((name) => removeEventListener(name, changed));
      render(null, panel);
    },
  };
}
