// The question over a talk that nobody has used for long (watch.js).
import { html, useEffect, useRef, useState } from '/static/html.js';
import { WARN_S } from './watch.js';
import { say } from './words.js';


export function Idle({ talk, done }) {
  const box = useRef(null);
  const left = () => Math.max(0, Math.round((talk.idle - Date.now()) / 1000));
  const [seconds, setSeconds] = useState(left);
  useEffect(() => {
    if (box.current.getRootNode().activeElement) box.current.querySelector('button').focus();
    const timer = setInterval(() => setSeconds(left()), 1000);
    return () => clearInterval(timer);
  }, []);
  const goOn = () => { talk.used(); done(); };
  const wipes = talk.idle !== Infinity;
  return html`<div class="idle" role="alertdialog" aria-label=${say('idle')} aria-describedby="idle" ref=${box}
    onKeyDown=${(event) => { if (event.key === 'Escape') { event.stopPropagation(); goOn(); } }}>
    <h3>${say('idle')}</h3>
    <p id="idle">${wipes ? html`<span aria-hidden="true">${say('idle_shared', { seconds })}</span>
      <span class="hidden-text">${say('idle_shared', { seconds: WARN_S })}</span>` : say('idle_hidden')}</p>
    <div class="steps"><button type="button" class="step main" onClick=${goOn}>${say('idle_go_on')}</button>
      <button type="button" class="step" onClick=${() => { talk.renew(); goOn(); }}>${say('idle_end')}</button></div>
  </div>`;
}
