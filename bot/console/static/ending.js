// How a consultation ends: back to the bot, or over. Both ask what came of it.
import { html, useEffect, useRef, useState } from '/static/html.js';
import { get } from './api.js';
import { useLoaded } from './parts.js';
import { MODES, OUTCOMES } from './words.js';

export function Ending({ kind, desk, handoff, done }) {
  const back = kind === 'return';
  const box = useRef(null);
  const [busy, setBusy] = useState(false);
  const [kept] = useLoaded(() => get('outcomes'));
  const outcomes = kept?.items.length ? kept.items : OUTCOMES.map((label) => ({ code: label, label }));
  useEffect(() => { box.current.querySelector('input, select').focus(); }, []);
  const submit = async (event) => {
    event.preventDefault();
    const { mode, outcome, csat } = Object.fromEntries(new FormData(event.target));
    setBusy(true);
    const ok = back ? await desk.giveBack(handoff.id, mode, outcome) : await desk.resolve(handoff.id, outcome, csat ? 'ask' : 'skip');
    setBusy(false);
    if (ok) done();
  };
  return html`<form class="ending" ref=${box} onSubmit=${submit} aria-label=${back ? '봇에게 돌려주기' : '상담 끝내기'}
    onKeyDown=${(event) => { if (event.key === 'Escape') done(); }}>
    ${back ? html`<fieldset><legend>봇이 어떻게 이어갈까요?</legend>${MODES.map(([value, label, hint], at) => html`<label key=${value}>
      <input type="radio" name="mode" value=${value} defaultChecked=${at === 0} /><span><b>${label}</b> ${hint}</span></label>`)}</fieldset>` : null}
    <label class="outcome"><span>상담 결과</span><select name="outcome" required>
      ${outcomes.map(({ code, label }) => html`<option key=${code} value=${code}>${label}</option>`)}</select>
      ${back ? html`<small>봇이 이용자에게 이 말을 그대로 전해요.</small>` : null}</label>
    ${back ? null : html`<label class="check"><input type="checkbox" name="csat" defaultChecked /> 상담이 어땠는지 물어보기</label>`}
    <div class="acts"><button type="button" class="plain" onClick=${done}>그만두기</button>
      <button type="submit" class="main" disabled=${busy}>${back ? '돌려주기' : '끝내기'}</button></div>
  </form>`;
}
