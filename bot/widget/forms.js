// Answers that can be picked instead of written: real form controls.
import { html, useRef, useState } from '/static/html.js';
import { say } from './words.js';

const REGIONS = ['전주시', '군산시', '익산시', '정읍시', '남원시', '김제시', '완주군', '진안군', '무주군', '장수군', '임실군', '순창군', '고창군', '부안군'];
const [YOUNGEST, OLDEST] = [14, 110];
const INPUTS = { age: { type: 'number', min: YOUNGEST, max: OLDEST, inputmode: 'numeric' }, date: { type: 'date', min: '1920-01-01', max: '2100-12-31' } };
const SAID = {
  region: (value) => value,
  age: (value) => `${value}살`,
  date: (value) => { const [year, month, day] = value.split('-').map(Number); return `${year}년 ${month}월 ${day}일`; },
};

/** `kind`: region, age or date. `answer(text)` says it as if it had been written. */
export function Pick({ kind, answer }) {
  const field = useRef(null);
  const [wrong, setWrong] = useState(false);
  if (!SAID[kind]) return null;
  const go = (event) => {
    event.preventDefault();
    const { value } = field.current;
    const bad = !value || (kind === 'age' && !(value >= YOUNGEST && value <= OLDEST));
    setWrong(bad);
    if (bad) field.current.focus();
    else answer(SAID[kind](value));
  };
  return html`<form class="pick" onSubmit=${go} novalidate>
    <div><label for="pick">${say(`pick_${kind}`)}</label>
      ${kind === 'region' ? html`<select id="pick" ref=${field}>${REGIONS.map((name) => html`<option key=${name}>${name}</option>`)}</select>`
        : html`<input id="pick" ref=${field} ...${INPUTS[kind]} aria-invalid=${String(wrong)} aria-describedby=${wrong ? 'wrong' : null} />`}</div>
    <button type="submit" class="step">${say('pick')}</button>
    ${wrong ? html`<p id="wrong" class="wrong" role="alert">${kind === 'age' ? say('pick_bad_age') : say('pick_date')}</p>` : null}
  </form>`;
}
