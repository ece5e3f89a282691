// Several cards side by side: they move only when somebody moves them, by hand, by key or by the two buttons.
import { html, useRef, useState } from '/static/html.js';
import { Card } from '/static/render.js';
import { say } from './words.js';

export function Cards({ cards, press }) {
  const list = useRef(null);
  const [at, setAt] = useState(0);
  const all = cards.map((card) => html`<${Card} key=${card.id} card=${card} press=${press} />`);
  const width = () => list.current.firstElementChild.getBoundingClientRect().width + 8;
  const go = (to) => { list.current.scrollLeft = to * width(); };
  const moved = () => setAt(Math.min(cards.length - 1, Math.round(list.current.scrollLeft / width())));
  return html`<div class="deck" role="group" aria-label=${say('cards_of', { total: cards.length, at: at + 1 })}>
    <ul class="cards" ref=${list} onScroll=${moved} tabindex="0" aria-label=${say('cards_of', { total: cards.length, at: at + 1 })}>${all}</ul>
    <div class="turn"><button type="button" class="step" disabled=${at === 0} onClick=${() => go(at - 1)}>${say('cards_before')}</button>
      <span aria-hidden="true">${at + 1} / ${cards.length}</span>
      <button type="button" class="step" disabled=${at === cards.length - 1} onClick=${() => go(at + 1)}>${say('cards_after')}</button></div>
  </div>`;
}
