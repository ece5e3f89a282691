// The box to write in: grows with the text, knows the Korean keyboard, counts near the limit, never loses a draft.
import { html, useLayoutEffect, useMemo, useRef, useState } from '/static/html.js';
import { enterSends } from '/static/ime.js';
import { MAX_TEXT, say as words } from './words.js';

const COUNT_FROM = MAX_TEXT - 200;
const number = new Intl.NumberFormat('ko-KR');

/** `draft` is {current}: text put there from outside ("고쳐 쓰기") appears when `refill` changes. */
export function Composer({ say, writing, placeholder, draft, refill, beside }) {
  const box = useRef(null);
  const [length, setLength] = useState(0);
  const measure = () => {
    const area = box.current;
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight}px`;
    draft.current = area.value;
    setLength([...area.value.trim()].length);
  };
  const latest = useRef({});
  latest.current = { say };
  const keys = useMemo(() => enterSends({
    read: () => box.current.value,
    send: (text) => {
      if (!text || [...text].length > MAX_TEXT) return false;
      latest.current.say(text);
      return true;
    },
    clear: () => { box.current.value = ''; measure(); },
  }), []);

  useLayoutEffect(() => {
    box.current.value = draft.current ?? '';
    measure();
    if (refill) box.current.focus();
  }, [refill]);

  const over = length > MAX_TEXT;
  return html`<form class="composer" onSubmit=${(event) => { event.preventDefault(); keys.submit(); }}>
    ${beside}
    <div class="field">
      <label class="hidden-text" for="say">${words('write')}</label>
      <textarea id="say" ref=${box} rows="1" placeholder=${placeholder} enterkeyhint="send" autocomplete="off"
        aria-invalid=${over ? 'true' : 'false'} aria-describedby="count"
        onInput=${() => { measure(); writing(); }} onKeyDown=${keys.onKeyDown}
        onCompositionEnd=${keys.onCompositionEnd}></textarea>
      <p id="count" class=${over ? 'count over' : 'count'} role="status" hidden=${length < COUNT_FROM}>
        ${over ? words('too_long', { most: number.format(MAX_TEXT) }) : ''}${words('count', { length: number.format(length), most: number.format(MAX_TEXT) })}</p>
    </div>
    <button class="send" type="submit" disabled=${!length || over}>${words('send')}</button>
  </form>`;
}
