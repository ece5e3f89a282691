// How the person likes the window, and what they may do with their talk.
import { html } from '/static/html.js';
import { exact } from '/static/dates.js';
import { useOpened } from './sure.js';
import { LANGUAGES, language, say, titled } from './words.js';

const SIZES = ['1', '1.25', '1.5'];
const DEVICES = ['tab', 'own', 'shared'];
const ALONE = '@media print { body > *:not(iljari-talk) { display: none !important } }';

export function Menu({ talk, likes, done, ask }) {
  const choice = (name, values, label) => html`<div class="choice"><label for=${name}>${say(name)}</label>
    <select id=${name} value=${likes[name]} onChange=${(event) => likes.set(name, event.target.value)}>
      ${values.map((value) => html`<option key=${value} value=${value} selected=${value === likes[name]}>${label(value)}</option>`)}</select></div>`;
  return html`<div class="menu" role="group" aria-label=${say('menu')} ...${useOpened(done)}>
    ${choice('language', Object.keys(LANGUAGES), (name) => LANGUAGES[name])}
    ${choice('size', SIZES, (size) => say(`size_${SIZES.indexOf(size) + 1}`))}
    <div class="choice"><label for="contrast">${say('contrast')}</label><input id="contrast" type="checkbox" checked=${likes.contrast}
      onChange=${(event) => likes.set('contrast', event.target.checked)} /></div>
    ${likes.always ? null : choice('device', DEVICES, (device) => say(`device_${device}`))}
    <div class="steps">
      <button type="button" class="step" onClick=${() => save(talk)}>${say('save')}</button>
      <button type="button" class="step" onClick=${alone}>${say('print')}</button>
      <button type="button" class="step" onClick=${ask}>${say('erase')}</button>
      <button type="button" class="step" onClick=${done}>${say('close')}</button>
    </div></div>`;
}

/** The talk as a text file, made here: nothing goes anywhere. */
function save(talk) {
  const who = ({ kind, name }) => ({ citizen: say('me'), counselor: titled(name ?? '') }[kind] ?? say('title'));
  const lines = talk.items.map(({ author, at, body }) => [`[${exact(at)}] ${who(author)}`, body.text,
    ...(body.cards ?? []).map((card) => [card.title, card.subtitle, ...(card.lines ?? []), card.source].filter(Boolean).join('\n  '))]
    .filter(Boolean).join('\n'));
  const file = URL.createObjectURL(new Blob([`\ufeff${say('title')}${talk.practice ? ` – ${say('practice')}` : ''}\n\n${lines.join('\n\n')}\n`],
    { type: 'text/plain;charset=utf-8' }));
  const link = Object.assign(document.createElement('a'), { href: file, download: `${say('saved_as')}-${new Date().toISOString().slice(0, 10)}.txt` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(file), 10_000);
}

/** Print the talk and not the host page. */
function alone() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(ALONE);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const widget = document.querySelector('iljari-talk');
  widget.dataset.print = 'talk';
  addEventListener('afterprint', () => {
    document.adoptedStyleSheets = [...document.adoptedStyleSheets].filter((other) => other !== sheet);
    delete widget.dataset.print;
  }, { once: true });
  print();
}
