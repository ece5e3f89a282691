// The right column: who it is, why they asked for a person, and what the bot already found out.
import { html, useState } from '/static/html.js';
import { exact } from '/static/when.js';
import { post } from './api.js';
import { Form } from './parts.js';
import { Judge } from './judge.js';
import { CHANNELS, REASONS, STEPS, reachWords } from './words.js';

export function Context({ desk, close }) {
  const { detail } = desk;
  if (!detail) return html`<aside class="context" aria-label="이용자 정보" tabindex="-1"></aside>`;
  const { handoff } = detail;
  return html`<aside class="context" aria-label="이용자 정보" tabindex="-1">
    <button type="button" class="plain side-close" onClick=${close}>이용자 정보 닫기</button>
    ${handoff ? html`<${Part} title="왜 상담사를 찾았나">
      <p class="reason">${REASONS[handoff.reason] ?? handoff.reason}</p>
      ${handoff.reason_text ? html`<p>${handoff.reason_text}</p>` : null}<//>
      ${handoff.summary?.need ? html`<${Part} title="무엇이 필요한가"><p class="lead">${handoff.summary.need}</p><//>` : null}` : null}
    ${detail.reach ? html`<${Part} title="지금 닿을 수 있나"><p>${reachWords(detail.reach)?.text ?? '이용자가 웹 창에서 바로 볼 수 있어요. 비용은 없어요.'}</p><//>` : null}
    <${Notes} title="하신 말씀" items=${detail.said} />
    <${Part} title="알게 된 것">${detail.facts.length ? html`<dl>${detail.facts.map(({ label, value }) => html`<div key=${label}>
      <dt>${desk.labelOf(label)}</dt><dd>${words(value)}</dd></div>`)}</dl>` : html`<p class="empty">아직 없어요.</p>`}<//>
    <${Notes} title="봇의 판단" items=${detail.judgements} />
    <${Notes} title="찾아본 것" items=${detail.searches} />
    <${Judge} desk=${desk} />
    <${Part} title="이용자"><dl><div><dt>부르는 이름</dt><dd>${detail.person}</dd></div>
      <div><dt>들어온 곳</dt><dd>${CHANNELS[detail.channel] ?? detail.channel}</dd></div>
      ${detail.openedAt ? html`<div><dt>처음 온 때</dt><dd>${exact(detail.openedAt)}</dd></div>` : null}</dl><//>
    ${detail.channels.length > 1 ? html`<${Part} title="닿을 수 있는 곳"><ul>${detail.channels.map((known) => html`<li key=${known.channel}>
      <b>${CHANNELS[known.channel] ?? known.channel}</b>${known.channel === detail.channel ? ' – 지금 이곳' : ''}${known.state === 'ok' ? '' : ` – ${STATES[known.state] ?? known.state}`}</li>`)}</ul><//>` : null}
    <${Part} title="지난 상담">${detail.past.length ? html`<ol class="past">${detail.past.map((one) => html`<li key=${one.id}>
      <time datetime=${one.ended_at}>${exact(one.ended_at)}</time><b>${one.outcome || STEPS[one.state] || '끝난 상담'}</b>
      <span>${[one.owner_name && `${one.owner_name} 상담사`, REASONS[one.reason]].filter(Boolean).join(' · ')}</span></li>`)}</ol>` : html`<p class="empty">처음이에요.</p>`}<//>
    ${desk.me.role === 'lead' ? html`<${Copy} desk=${desk} />` : null}
    <${Part} title="지나온 일"><ol class="timeline">${steps(detail).map(({ at, label }, n) => html`<li key=${n}>
      <time datetime=${at}>${exact(at)}</time><span>${label}</span></li>`)}</ol><//>
  </aside>`;
}

/** A masked copy for a reason that is written down: shown to be printed. */
function Copy({ desk }) {
  const [lines, setLines] = useState(null);
  const act = async ({ reason }) => setLines((await post(`conversations/${desk.detail.id}/export`, { reason })).items);
  return html`<${Part} title="가린 사본"><${Form} label="사본 만들기" action="사본 보기" act=${act} kind="second"><label class="input"><span>까닭 (기록에 남아요)</span>
    <input name="reason" required minlength="2" maxlength="200" /></label><//>
    ${lines ? html`<div class="copy"><button type="button" class="second" onClick=${() => window.print()}>인쇄하기</button><ol>${lines.map((line, n) => html`<li key=${n}><b>${line.who}</b> ${line.text}</li>`)}</ol></div>` : null}<//>`;
}

const STATES = { blocked: '우리를 차단했어요', left: '대화방을 나갔어요' };

const Part = ({ title, children }) => html`<section><h3>${title}</h3>${children}</section>`;

function Notes({ title, items }) {
  if (!items.length) return null;
  return html`<${Part} title=${title}><ul>${items.map((item, at) => html`<li key=${at}>${words(item)}</li>`)}</ul><//>`;
}

/** The handoff's life, from its written events or else from its own times. */
function steps({ events, handoff }) {
  if (events.length) {
    return events.map((event) => ({ at: event.at, label: stepName(event, handoff) }));
  }
  if (!handoff) return [];
  return [
    { at: handoff.requested_at, label: STEPS.queued },
    { at: handoff.accepted_at, label: [STEPS.active, handoff.owner_name].filter(Boolean).join(' · ') },
    { at: handoff.first_reply_at, label: '첫 답장' },
    { at: handoff.ended_at, label: STEPS[handoff.state] ?? '끝' },
  ].filter((step) => step.at);
}

function stepName({ from_state: from, to_state: to }, handoff) {
  if (from === to) return '다시 찾음';
  return [STEPS[to] ?? to, to === 'active' ? handoff?.owner_name : null].filter(Boolean).join(' · ');
}

/** A fact or a judgement in words, whatever its form. */
function words(value) {
  if (value === true) return '예';
  if (value === false) return '아니요';
  if (value === null || value === undefined) return '모름';
  if (Array.isArray(value)) return value.map(words).join(', ');
  if (typeof value !== 'object') return String(value);
  if (value.text) return value.text;
  if ('label' in value && 'value' in value) return `${value.label}: ${words(value.value)}`;
  return Object.values(value).map(words).join(' · ');
}
