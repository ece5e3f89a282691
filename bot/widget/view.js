// What the window shows: who is speaking, the talk, the box to write in.
import { Fragment, html, useRef, useState } from '/static/html.js';
import { touchOnly } from '/static/ime.js';
import { Composer } from './composer.js';
import { useFollow } from './follow.js';
import { Hello } from './hello.js';
import { Item } from './item.js';
import { Seldom } from './seldom.js';
import { Sure } from './sure.js';
import { say, speaking } from './words.js';

export function Window({ talk, whole, close, likes }) {
  const [shown, show] = useState('');
  const draft = useRef('');
  const [refill, setRefill] = useState(0);
  const menu = useRef(null);
  const edit = (item) => { draft.current = item.body.text; talk.drop(item); setRefill((n) => n + 1); };
  const end = useFollow(talk);
  const toBox = () => (touchOnly() ? end.box.current : end.box.current.parentElement.querySelector('textarea')).focus({ preventScroll: true });
  const step = (words) => { talk.say(words); toBox(); };
  const done = () => { show(''); menu.current.focus(); };
  const busy = talk.control === 'queued' || talk.control === 'human';
  const Title = whole ? 'h1' : 'h2';

  return html`<${Fragment}>
    <div class=${`head ${talk.control}`}>
      <div class="names"><${Title} class="name">${say('title')}<//><p class="speaking" role="status">${speaking(talk)}</p></div>
      <button type="button" class="quiet words" onClick=${() => show('wipe')}>${say('wipe')}</button>
      <button type="button" class="quiet" ref=${menu} aria-expanded=${String(shown === 'menu')} aria-label=${say('menu')}
        onClick=${() => show(shown === 'menu' ? '' : 'menu')}><${Sign} d="M3 6h14M3 14h14M7 4v4M13 12v4" /></button>
      ${whole ? null : html`<button type="button" class="quiet close" onClick=${close} aria-label=${say('close')}><${Sign} d="M5 5l10 10M15 5L5 15" /></button>`}
    </div>
    ${talk.practice ? html`<p class="practice">${say('practice')}</p>` : null}
    ${talk.offline ? html`<p class="offline" role="status">${say('offline')}</p>` : null}
    ${shown === 'menu' ? html`<${Seldom} name="Menu" talk=${talk} likes=${likes} done=${done} ask=${() => show('erase')} />` : null}
    ${shown === 'wipe' ? html`<${Sure} name="wipe" text=${say('wipe_sure') + (busy ? say('wipe_person') : '')} done=${done} go=${() => talk.renew()} />` : null}
    ${shown === 'erase' ? html`<${Sure} name="erase" text=${say('erase_sure') + (busy ? say('wipe_person') : '')} done=${done} go=${() => talk.erase()} />` : null}
    <div class="scroll" ref=${end.box} onScroll=${end.scrolled} tabindex="0" role="group" aria-label=${say('content')}>
      <${Hello} talk=${talk} step=${step} likes=${likes} Title=${whole ? 'h2' : 'h3'} />
      <div class="log" role="log" lang="ko" aria-live=${talk.fresh ? 'off' : 'polite'} aria-relevant="additions" aria-label=${say('talk')}>
        ${talk.items.map((item, at) => html`<${Item} key=${item.cid ?? item.seq} talk=${talk} at=${at} edit=${edit} step=${step} />`)}
      </div>
      <${Typing} typing=${talk.typing} />
    </div>
    ${end.below ? html`<button type="button" class="below" onClick=${end.toEnd}>${say('new_below')}</button>` : null}
    <${Composer} say=${(text) => talk.say({ text })} writing=${() => talk.writing()} draft=${draft} refill=${refill}
      placeholder=${say(`write_${talk.control}`)} beside=${talk.control === 'human' && html`<${Seldom} name="Attach" talk=${talk} />`} />
    ${talk.idle ? html`<${Seldom} name="Idle" talk=${talk} done=${toBox} />` : null}
  <//>`;
}

const Sign = ({ d }) => html`<svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><path d=${d} fill="none"
  stroke="currentColor" stroke-width="2" stroke-linecap="round" /></svg>`;

function Typing({ typing }) {
  const words = say(typing?.kind === 'counselor' ? 'typing_person' : 'typing_bot');
  return html`<div class="typing-place"><span class="hidden-text" role="status">${typing ? words : ''}</span>
    ${typing ? html`<span class="typing" aria-hidden="true"><span class="dots"><i></i><i></i><i></i></span>${words}</span>` : null}
  </div>`;
}
