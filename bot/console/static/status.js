// One's own presence, and how the centre stands: said in the bar, changed in two presses.
import { html, useState } from '/static/html.js';
import { time } from '/static/when.js';
import { get, post } from './api.js';
import { useLoaded } from './parts.js';

export const STATUSES = { online: '상담 가능', break: '휴식', meeting: '회의', training: '교육', off: '자리 비움' };
const LENGTHS = [['', '끝낼 때까지'], ['10', '10분'], ['30', '30분'], ['60', '1시간']];

export function Status({ desk }) {
  const [open, setOpen] = useState(false);
  const [mine, setMine] = useLoaded(() => get('me/status', true));
  const shown = mine?.status ?? 'online';
  const submit = async (event) => {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(event.target));
    const until = given.length ? new Date(Date.now() + given.length * 60_000).toISOString() : null;
    await desk.attempt(async () => setMine(await post('me/status', { status: given.status, reason: given.reason, until })));
    setOpen(false);
  };
  return html`<div class="status">
    <button type="button" class=${`plain presence ${shown}`} aria-expanded=${String(open)} onClick=${() => setOpen(!open)}>내 상태: ${STATUSES[shown]}${mine?.until ? ` (${time(mine.until)}까지)` : ''}</button>
    ${open ? html`<form class="drop" onSubmit=${submit} onKeyDown=${(event) => { if (event.key === 'Escape') setOpen(false); }} aria-label="내 상태 바꾸기">
      <label class="input"><span>상태</span><select name="status" autofocus>${Object.entries(STATUSES).map(([value, label]) => html`
        <option key=${value} value=${value} selected=${value === shown}>${label}</option>`)}</select></label>
      <label class="input"><span>까닭 (동료에게 보여요)</span><input name="reason" maxlength="60" value=${mine?.reason ?? ''} /></label>
      <label class="input"><span>언제까지</span><select name="length">${LENGTHS.map(([value, label]) => html`<option key=${value} value=${value}>${label}</option>`)}</select></label>
      <button type="submit" class="main">바꾸기</button></form>` : null}
  </div>`;
}

const KINDS = { open: '상담 시간', closing_soon: '곧 상담 종료', lunch: '점심시간', closed_today: '상담 시간 아님', holiday: '쉬는 날', stopped: '상담 중지' };

/** How the centre stands now, e.g. "상담 시간 · 오후 6:00까지". */
export function Standing({ standing }) {
  if (!standing) return null;
  const when = standing.open ? (standing.until ? ` · ${time(standing.until)}까지` : '') : ` · ${time(standing.opens)}에 시작`;
  return html`<p class=${standing.open ? 'standing' : 'standing shut'}>${KINDS[standing.kind]}${standing.name ? `(${standing.name})` : ''}${when}</p>`;
}
