// One message -> what a person sees. Used by the widget and by the console, so both show the same talk.
// Only text nodes and known-safe links are made; nothing is ever parsed as HTML.
import { html } from './html.js';
import { labels } from './labels.js';
import { exact, time } from './dates.js';

const LINK = /(https:\/\/[^\s<>"'）」』]+)|(?<![\d-])((?:0\d{1,2}-\d{3,4}-\d{4}|1[5-9]\d{2}-\d{4}))(?![\d-])|(\d{1,2}월 \d{1,2}일\([월화수목금토일]\))/g;
const TRAILING = /[.,!?;:)\]'"」』]+$/;
const SAID = /^(.*?)(?:\n(출처: [^\n]*))?$/s;
const LISTED = /^\s*(?:[-•·]|(\d+)[.)])\s+/;

/** The address when it is https or tel, else null: nothing else may become a link. */
export function safeUrl(address) {
  if (typeof address !== 'string') return null;
  if (/^tel:[\d+*#-]+$/.test(address)) return address;
  try {
    return new URL(address).protocol === 'https:' ? address : null;
  } catch {
    return null;
  }
}

/** Text with https addresses and Korean phone numbers as links and dates in one piece; an array of strings and elements. */
export function linked(text) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(LINK)) {
    const address = found[1] ? found[1].replace(TRAILING, '') : null;
    const shown = address ?? found[0];
    parts.push(text.slice(from, found.index));
    parts.push(address ? html`<${Outside} href=${address}>${shown}<//>`
      : found[2] ? html`<a href=${`tel:${shown}`}>${shown}</a>` : html`<span class="one">${shown}</span>`);
    from = found.index + shown.length;
  }
  parts.push(text.slice(from));
  return parts.filter((part) => part !== '');
}

/** A link that leaves the page, safely, and says so. */
export function Outside({ href, children, ...rest }) {
  return html`<a href=${href} target="_blank" rel="noopener noreferrer" ...${rest}
    >${children}<span class="hidden-text"> (${labels.newWindow})</span></a>`;
}

/**
 * Next steps. `press(button)` is called for buttons with a payload_id; without it they are shown as plain labels
 * (the console shows what the citizen was offered). `spent` greys them out, `chosen` is the payload_id that was taken.
 */
export function Steps({ buttons, press, spent = false, chosen = null, label = labels.next }) {
  if (!buttons?.length) return null;
  return html`<div class="steps" role="group" aria-label=${label}>${buttons.map((button) => step(button, press, spent, chosen))}</div>`;
}

function step(button, press, spent, chosen) {
  const href = safeUrl(button.url);
  if (!press) return html`<span class="step label" key=${button.label}>${button.label}</span>`;
  if (href?.startsWith('tel:')) return html`<a class="step" key=${button.label} href=${href}>${button.label}</a>`;
  if (href) return html`<${Outside} class="step" key=${button.label} href=${href}>${button.label}<//>`;
  if (!button.payload_id) return null;
  const taken = chosen === button.payload_id;
  return html`<button type="button" class=${taken ? 'step chosen' : 'step'} key=${button.payload_id} disabled=${spent}
    onClick=${() => press(button)}>${taken ? html`✓ <span class="hidden-text">${labels.chosen}: </span>` : ''}${button.label}</button>`;
}

/** One vacancy, course, programme or place: what it is, where and how much, until when, and where we know it from. */
export function Card({ card, press }) {
  const link = safeUrl(card.link);
  const offered = card.buttons ?? [];
  const buttons = link && !offered.some((button) => button.url === link) ? [...offered, { label: labels[`see_${card.kind}`] ?? labels.see, url: link }] : offered;
  const known = card.fetched_at ? labels.asOf.replace('{at}', exact(card.fetched_at) || card.fetched_at) : '';
  return html`<li class=${`card ${card.kind}`}>
    <div class="tags"><span>${labels[card.kind] ?? labels.other}</span>${card.practice ? html`<span class="practice-tag">${labels.practice}</span>` : null}</div>
    <h3 class="title">${card.title}</h3>
    ${card.subtitle ? html`<p class="subtitle">${linked(card.subtitle)}</p>` : null}
    ${card.lines?.length ? html`<ul class="lines">${card.lines.map((line) => html`<li key=${line}>${linked(line)}</li>`)}</ul>` : null}
    ${card.source || known ? html`<p class="source">${card.source}${card.source && known ? ' · ' : ''}<span class="one">${known}</span></p>` : null}
    <${Steps} buttons=${buttons} press=${press} label=${`${card.title}: ${labels.next}`} />
  </li>`;
}

/** A text with its lists as lists and where it is from small; everything else as it was written. */
export function written(text) {
  const [, said, source] = SAID.exec(text);
  return [...listed(said), source ? html`<small class="source">${linked(source)}</small>` : ''];
}

function listed(text) {
  const parts = [];
  let list = null;
  for (const line of text.split('\n')) {
    const mark = LISTED.exec(line);
    const Kind = mark?.[1] ? 'ol' : 'ul';
    if (!mark) {
      if (typeof parts.at(-1) === 'string') parts.push(`${parts.pop()}\n${line}`);
      else parts.push(line);
      list = null;
    } else {
      if (list?.Kind !== Kind) parts.push(list = { Kind, start: mark[1], lines: [] });
      list.lines.push(line.slice(mark[0].length));
    }
  }
  if (parts.every((part) => typeof part === 'string' || part.lines.length < 2)) return linked(text);
  return parts.map((part) => (typeof part === 'string' ? linked(part) : html`<${part.Kind} start=${part.start}>
    ${part.lines.map((line) => html`<li>${linked(line)}</li>`)}<//>`));
}

/** Cards one below the other; those that are only to be told apart, one line each. */
export const Stack = ({ cards, layout = '', press }) => html`<ul class=${`cards ${layout}`}>${cards.map((card) => html`<${Card} key=${card.id} card=${card} press=${press} />`)}</ul>`;

/** The inside of one message: bubble, picture, cards, next steps. `body` is what the gateway sends a citizen's client;
    `Cards` shows several cards in another way than one below the other, `file` stands for the bubble. */
export function Body({ body, press, spent, chosen, file, Cards = Stack }) {
  return html`
    ${file || body.text ? file || html`<div class="bubble">${written(body.text)}</div>` : null}
    ${body.picture ? html`<img src=${body.picture.url} alt=${body.picture.alt} />` : null}
    ${body.cards?.length ? html`<${Cards} cards=${body.cards} layout=${body.layout} press=${press} />` : null}
    <${Steps} buttons=${body.buttons} press=${press} spent=${spent} chosen=${chosen} />`;
}

/** A line of the house itself: waiting, connected, returned, ended. Its buttons stay usable next steps. */
export function Notice({ body, press, spent, chosen }) {
  return html`<div class="said notice-line"><p class="notice">${linked(body.text ?? '')}</p>
    <${Steps} buttons=${body.buttons} press=${press} spent=${spent} chosen=${chosen} /></div>`;
}

/** A time that machines can read too. */
export const At = ({ at }) => (at ? html`<time datetime=${at}>${time(at)}</time>` : null);
