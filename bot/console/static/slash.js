// What a slash at the start of a word offers: snippets by shortcut, title or 초성, and /공고 /교육 /사업 for real cards.
import { html, useEffect, useState } from '/static/html.js';
import { get, post } from './api.js';
import { fits } from './chosung.js';

const CARDS = { 공고: ['vacancy', '일자리 공고'], 교육: ['course', '배움 과정'], 사업: ['programme', '지원 제도'] };
const SLASH = /(?:^|\s)\/([^\s/]*)(?: ([^\n/]*))?$/;
const WAIT_MS = 250;
const MOST = 7;

/** What stands after the last slash before the cursor: {word, rest, from}, or null. */
export function slashAt(text, cursor) {
  const found = SLASH.exec(text.slice(0, cursor));
  if (!found) return null;
  const from = cursor - found[0].trimStart().length;
  return CARDS[found[1]] ? { word: found[1], rest: found[2] ?? '', from } : found[2] === undefined ? { word: found[1], rest: null, from } : null;
}

/** `{이름}` and the like in a snippet, filled with what is known. */
export const filled = (body, known) => body.replace(/\{(상담사|이용자|센터|전화)\}/g, (_, name) => known[name] ?? '');

/** Offers for `slash`; `choose` gets {text} or {card}. Up, down and Enter are the box's keys while this is open. */
export function useOffers(slash, known) {
  const [snippets, setSnippets] = useState([]);
  const [cards, setCards] = useState([]);
  const kind = slash && CARDS[slash.word]?.[0];
  useEffect(() => { get('snippets', true).then((got) => setSnippets(got.items), () => {}); }, []);
  useEffect(() => {
    if (!kind) { setCards([]); return undefined; }
    const later = setTimeout(() => get(`cards?kind=${kind}&q=${encodeURIComponent(slash.rest.trim())}`).then((got) => setCards(got.items), () => setCards([])), WAIT_MS);
    return () => clearTimeout(later);
  }, [kind, slash?.rest]);
  if (!slash) return [];
  if (kind) {
    return cards.map((card) => ({ key: card.id, title: card.title, hint: [card.subtitle, card.source].filter(Boolean).join(' · '), card: { kind, id: card.id }, shown: card }));
  }
  const words = Object.entries(CARDS).filter(([word]) => fits(slash.word, word))
    .map(([word, [, label]]) => ({ key: word, title: `/${word}`, hint: `${label} 카드를 찾아 넣어요`, text: `/${word} ` }));
  const kept = snippets.map((one) => ({ one, score: Math.max(fits(slash.word, one.shortcut) * 2, fits(slash.word, one.title)) }))
    .filter(({ score }) => score).sort((a, b) => b.score - a.score)
    .map(({ one }) => ({ key: one.id, title: `/${one.shortcut} ${one.title}`, hint: one.body, text: filled(one.body, known), used: one.id }));
  return [...kept, ...words].slice(0, MOST);
}

export const noteUse = (id) => post(`snippets/${id}/used`).catch(() => {});

export function Offers({ offers, at, choose }) {
  if (!offers.length) return null;
  return html`<ul class="offers" id="offers" role="listbox" aria-label="넣을 수 있는 것">${offers.map((offer, n) => html`<li key=${offer.key} id=${`offer-${n}`}
    role="option" aria-selected=${String(n === at)} class=${n === at ? 'on' : ''} onMouseDown=${(event) => { event.preventDefault(); choose(offer); }}>
    <b>${offer.title}</b><span>${offer.hint}</span></li>`)}</ul>`;
}
