// What is known of the citizen's case as a card one can correct; correcting it judges the programme again.
import { html, useState } from '/static/html.js';
import { get, post } from './api.js';
import { useLoaded } from './parts.js';

const RESULTS = { yes: '가능성이 있어요', no: '어려워 보여요', unknown: '더 확인이 필요해요' };

/** "23" -> 23, "예" -> true; anything else stays text. */
function valueOf(text) {
  const said = text.trim();
  if (/^-?\d+(\.\d+)?$/.test(said)) return Number(said);
  return { 예: true, 아니요: false, true: true, false: false }[said] ?? said;
}

const shown = (value) => (value === true ? '예' : value === false ? '아니요' : String(value ?? ''));

export function Judge({ desk }) {
  const { detail } = desk;
  const known = detail.known;
  const [programmes] = useLoaded(() => get('programmes', true));
  const [judged, setJudged] = useState(null);
  const [wrong, setWrong] = useState('');
  const first = detail.programme ?? 'kr.ub.jobseeker';
  const submit = async (event) => {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(event.target));
    const facts = Object.fromEntries(Object.entries(given).filter(([name, text]) => name.startsWith('fact:') && text.trim())
      .map(([name, text]) => [name.slice(5), valueOf(text)]));
    setWrong('');
    try { setJudged(await post(`conversations/${detail.id}/judge`, { programme: given.programme, facts })); } catch (problem) { setWrong(problem.message); }
  };
  if (!Object.keys(known).length || !programmes) return null;
  return html`<section><h3>자격 다시 판단</h3><form class="judge" onSubmit=${submit}>
    <label class="input"><span>제도</span><select name="programme" key=${`${detail.id}${first}`}>${programmes.items.map((one) => html`
      <option key=${one.id} value=${one.id} selected=${one.id === first}>${one.name}</option>`)}</select></label>
    ${Object.entries(known).map(([name, value]) => html`<label class="input" key=${`${detail.id}${name}`}><span>${desk.labelOf(name)}</span>
      <input name=${`fact:${name}`} defaultValue=${shown(value)} /></label>`)}
    <button type="submit" class="second">고친 내용으로 판단하기</button>
    <p class="wrong" role="alert">${wrong}</p></form>
    ${judged ? html`<div class=${`verdict ${judged.result}`} role="status"><b>${RESULTS[judged.result] ?? judged.result}</b>
      <ul>${judged.reasons.slice(0, 4).map((one) => html`<li key=${one.rule}>${one.text} <small>${one.source}</small></li>`)}</ul>
      ${judged.missing?.length ? html`<p>더 알아야 할 것: ${judged.missing.slice(0, 4).map((name) => desk.labelOf(name)).join(', ')}</p>` : null}
      <small>안내이며 결정이 아니에요.</small></div>` : null}</section>`;
}
