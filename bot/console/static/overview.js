// A lead's view of the room: who is here with how many talks, and every open request without a word of what was said.
import { html } from '/static/html.js';
import { secondsSince, span } from '/static/when.js';
import { get } from './api.js';
import { useLoaded } from './parts.js';
import { STATUSES } from './status.js';
import { REASONS, STEPS } from './words.js';

export function Overview({ desk, open }) {
  const [told] = useLoaded(() => get('live'), [desk.looked]);
  if (!told) return html`<main class="page" tabindex="-1"><h2>현황</h2><p class="opening" role="status">여는 중이에요</p></main>`;
  const failed = told.handoffs.reduce((sum, one) => sum + one.failed, 0);
  return html`<main class="page" tabindex="-1" aria-label="현황"><h2>현황</h2>
    <section><h3>상담사</h3><table><thead><tr><th scope="col">이름</th><th scope="col">상태</th><th scope="col">상담 중</th></tr></thead>
      <tbody>${told.staff.map((one) => html`<tr key=${one.id}><th scope="row">${one.name}</th><td>${one.away ? '접속 안 함' : STATUSES[one.status]}${one.reason ? ` (${one.reason})` : ''}</td><td>${one.active}</td></tr>`)}</tbody></table></section>
    <section><h3>열린 요청 ${told.handoffs.length}</h3>
      ${failed ? html`<p><span class="flag bad">전달하지 못한 말 ${failed}개</span></p>` : null}<ul class="rows">${told.handoffs.map((one) => html`<li key=${one.id}><b>${STEPS[one.state] ?? one.state}</b>
      <span>${REASONS[one.reason] ?? one.reason}${one.owner_name ? ` · ${one.owner_name}` : ''} · ${span(secondsSince(one.requested_at))} 전
        ${one.failed ? html` <span class="flag bad">전달하지 못한 말 ${one.failed}개</span>` : null}</span>
      ${desk.me.role === 'lead' && one.state !== 'deferred' ? html`<button type="button" class="plain" onClick=${() => open(one.conversation_id)}>읽기 (기록에 남아요)</button>` : null}</li>`)}</ul></section></main>`;
}
