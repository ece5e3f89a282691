// Handing a talk over: to a colleague who is there, or to a team. A note goes with it; the citizen tells nothing twice.
import { html } from '/static/html.js';
import { get, post } from './api.js';
import { Form, useLoaded } from './parts.js';

export function Transfer({ desk, handoff, done }) {
  const [here] = useLoaded(() => get('staff'));
  const others = (here?.items ?? []).filter((one) => one.id !== desk.me.id);
  const there = others.filter((one) => one.there);
  const act = async ({ to, note }) => {
    const [kind, id] = to.split(':');
    await post(`handoffs/${handoff.id}/transfer`, kind === 'team' ? { team: id, note } : { to: id, note });
    desk.toast(kind === 'team' ? '팀 대기열 맨 앞으로 넘겼어요.' : '넘겼어요. 받을 때까지는 내가 이어서 상담해요.');
    if (kind === 'team') desk.leave(true);
    done();
    await desk.refresh();
  };
  return html`<div class="ending"><${Form} label="다른 상담사에게 넘기기" action="넘기기" act=${act} cancel=${done}>
    <label class="input"><span>누구에게</span><select name="to" required autofocus>
      ${there.map((one) => html`<option key=${one.id} value=${`staff:${one.id}`}>${one.name} – 상담 ${one.active}개</option>`)}
      <option value="team:">센터 전체 대기열 맨 앞으로</option>
      ${(here?.teams ?? []).map((team) => html`<option key=${team.id} value=${`team:${team.id}`}>${team.name} 대기열 맨 앞으로</option>`)}
    </select>${there.length ? null : html`<small>지금 자리에 있는 동료가 없어요. 팀으로 넘길 수 있어요.</small>`}</label>
    <label class="input wide"><span>받는 분에게 남길 말 (이용자에게 보이지 않아요)</span><input name="note" required maxlength="500" /></label>
  <//></div>`;
}

/** What a lead may do in a talk of somebody else. Each step is written down. */
export function LeadTools({ desk, handoff }) {
  const [here] = useLoaded(() => get('staff'));
  const there = (here?.items ?? []).filter((one) => one.there && one.id !== handoff.owner_id);
  const act = async ({ to, reason }) => {
    await post(`handoffs/${handoff.id}/${to ? 'reassign' : 'requeue'}`, to ? { to, reason } : { reason });
    await desk.refresh();
  };
  return html`<div class="lead-tools">
    <button type="button" class="second" onClick=${() => desk.attempt(() => post(`conversations/${desk.selected}/join`, { mode: 'visible' })).then(() => desk.refresh())}>함께 상담하기 (이용자에게 보여요)</button>
    <details><summary>다시 배정하기</summary><${Form} label="다시 배정하기" action="배정" act=${act} kind="second">
      <label class="input"><span>누구에게</span><select name="to"><option value="">대기열 맨 앞으로</option>${there.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</select></label>
      <label class="input"><span>까닭</span><input name="reason" required maxlength="200" /></label><//></details>
  </div>`;
}
