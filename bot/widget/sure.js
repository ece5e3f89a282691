// A question before something that cannot be undone.
import { html, useEffect, useRef } from '/static/html.js';
import { say } from './words.js';

/** Closed by Escape; the first control has the focus. */
export function useOpened(done) {
  const box = useRef(null);
  useEffect(() => { box.current.querySelector('button, select, input').focus(); }, []);
  const onKeyDown = (event) => { if (event.key === 'Escape') { event.stopPropagation(); done(); } };
  return { ref: box, onKeyDown };
}

/** `name`_yes does it, keeping is first. */
export function Sure({ name, text, done, go }) {
  return html`<div class="sure" role="alertdialog" aria-label=${say(name)} aria-describedby="sure" ...${useOpened(done)}>
    <p id="sure">${text}</p>
    <div class="steps">
      <button type="button" class="step" onClick=${done}>${say('keep')}</button>
      <button type="button" class="step grave" onClick=${() => { go(); done(); }}>${say(`${name}_yes`)}</button>
    </div></div>`;
}
