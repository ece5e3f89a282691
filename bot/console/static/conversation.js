// The middle column: the talk as it was, and the counselor's part in it.
import { Fragment, html, useEffect, useLayoutEffect, useReducer, useRef, useState } from '/static/html.js';
import { At, Body } from '/static/render.js';
import { date, sameDay } from '/static/when.js';
import { Attached, Going } from './attachments.js';
import { named } from './desk.js';
import { Ending } from './ending.js';
import { LeadTools, Transfer } from './passing.js';
import { Reply } from './reply.js';
import { WebLink } from './weblink.js';
import { CHANNELS, CONTROLS, DELIVERIES, FAILURES, INTENTS } from './words.js';

const NEAR_END = 60;
const UNSURE = 0.6;
const UNDO_S = 5;

export function Conversation({ desk, side, toggleSide, calls }) {
  const { detail } = desk;
  const [ending, setEnding] = useState(null);
  if (!desk.selected) {
    return html`<main class="talk blank"><p>${desk.queue.length ? '왼쪽에서 기다리는 분을 골라 주세요.' : '지금은 조용해요. 새 상담이 오면 왼쪽에 나타나요.'}</p>
      <p class="keys">Alt+1 대기 · Alt+2 답장 · Alt+3 이용자 정보 · Alt+4 내 상담 · Alt+N 답장과 메모 바꾸기</p></main>`;
  }
  const handoff = detail?.handoff;
  const lookers = (desk.lookers[desk.selected] ?? []).filter((name) => name !== desk.me.name);
  const mine = detail?.control === 'human' && handoff?.state === 'active' && handoff.owner_id === desk.me.id;
  return html`<main class="talk" aria-label="대화">
    <header class="talk-head">
      <button type="button" class="plain back" onClick=${() => desk.select(null)}>목록</button>
      <div class="names"><h2>${detail?.person ?? '여는 중이에요'}</h2>
        <p>${detail ? `${CHANNELS[detail.channel] ?? detail.channel} · ${state(detail)}` : ''}</p></div>
      ${lookers.length ? html`<p class="lookers">함께 보는 중: ${lookers.join(', ')}</p>` : null}
      ${mine ? html`<button type="button" class="second" aria-expanded=${String(ending === 'transfer')}
          onClick=${() => setEnding(ending === 'transfer' ? null : 'transfer')}>${handoff.transfer_to ? '넘기는 중' : '넘기기'}</button>
        <button type="button" class="second" aria-expanded=${String(ending === 'return')}
          onClick=${() => setEnding(ending === 'return' ? null : 'return')}>봇에게 돌려주기</button>
        <button type="button" class="second" aria-expanded=${String(ending === 'resolve')}
          onClick=${() => setEnding(ending === 'resolve' ? null : 'resolve')}>상담 끝내기</button>` : null}
      <button type="button" class="plain side-toggle" aria-expanded=${String(side)} onClick=${toggleSide}>이용자 정보</button>
    </header>
    ${mine && ending === 'transfer' ? html`<${Transfer} desk=${desk} handoff=${handoff} done=${() => setEnding(null)} />` : null}
    ${mine && ending && ending !== 'transfer' ? html`<${Ending} key=${ending} kind=${ending} desk=${desk} handoff=${handoff} done=${() => setEnding(null)} />` : null}
    <${Lines} desk=${desk} calls=${calls} />
    ${detail ? html`<${Foot} desk=${desk} mine=${mine} handoff=${handoff} />` : null}
  </main>`;
}

function state(detail) {
  const owner = detail.handoff?.owner_name;
  return detail.control === 'human' && owner ? `${named(owner)}가 상담 중` : CONTROLS[detail.control] ?? '';
}

function Foot({ desk, mine, handoff }) {
  if (mine) return html`<${Reply} key=${desk.selected} desk=${desk} />`;
  if (handoff?.state === 'queued') {
    return html`<div class="take"><p>아직 아무도 맡지 않았어요.</p><button type="button" class="main"
      onClick=${() => desk.accept(handoff.id, desk.selected, handoff.epoch)}>이 상담 맡기</button></div>`;
  }
  if (handoff?.state === 'deferred' || handoff?.state === 'offered') {
    return html`<div class="take"><p>${handoff.state === 'deferred' ? '상담 시간을 기다리는 분이에요.' : '아직 아무도 맡지 않았어요.'}</p><button type="button" class="main"
      onClick=${() => desk.accept(handoff.id, desk.selected, handoff.epoch)}>이 상담 맡기</button></div>`;
  }
  if (handoff?.state === 'active' && desk.me.role === 'lead') {
    return html`<div class="leading"><p>${named(handoff.owner_name)}가 맡고 있어요. 보신 것은 기록에 남아요.</p><${LeadTools} desk=${desk} handoff=${handoff} />
      <${Reply} key=${desk.selected} desk=${desk} only="note" /></div>`;
  }
  if (desk.detail.control === 'bot') {
    return html`<div class="take"><p>봇이 답하고 있어요. 보신 것은 열람 기록에 남아요.</p><button type="button" class="main"
      onClick=${() => desk.seize()}>이 상담 이어받기</button></div>`;
  }
  return html`<div class="take"><p>${handoff?.state === 'active' ? `${named(handoff.owner_name)}가 맡고 있어요. 읽을 수만 있어요.` : '지금은 봇이 답하거나 끝난 상담이에요. 읽을 수만 있어요.'}</p></div>`;
}

function Lines({ desk, calls }) {
  const box = useRef(null);
  const near = useRef(true);
  const sending = desk.sending.filter((line) => line.conversation === desk.selected);
  const typing = desk.typing[desk.selected];
  useLayoutEffect(() => { near.current = true; }, [desk.selected]);
  useLayoutEffect(() => {
    if (near.current) box.current.scrollTop = box.current.scrollHeight;
  }, [desk.messages.length, desk.selected, sending.length, typing, desk.detail]);
  useEffect(() => {
    const here = box.current;
    const grown = new ResizeObserver(() => { if (near.current) here.scrollTop = here.scrollHeight; });
    grown.observe(here);
    return () => grown.disconnect();
  }, []);
  const scrolled = () => { near.current = box.current.scrollHeight - box.current.scrollTop - box.current.clientHeight < NEAR_END; };
  return html`<div class="lines" ref=${box} onScroll=${scrolled} tabindex="0" role="log" aria-live=${desk.opening ? 'off' : 'polite'} aria-label="나눈 이야기">
    ${desk.messages.map((message, at) => html`<${Line} key=${message.seq} desk=${desk} message=${message} before=${desk.messages[at - 1]} calls=${calls} />`)}
    ${sending.map((line) => html`<${Sending} key=${line.cid} desk=${desk} line=${line} />`)}
    ${typing ? html`<p class="typing"><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>이용자가 적고 있어요</p>` : null}
  </div>`;
}

function Line({ desk, message, before, calls }) {
  const { author, visibility } = message;
  const day = message.at && !sameDay(before?.at, message.at) ? html`<p class="day">${date(message.at)}</p>` : null;
  if (author.kind === 'system') {
    return html`${day}<p class="notice">${message.body.text} <${At} at=${message.at} /></p>`;
  }
  const ours = author.kind !== 'citizen';
  const first = !before || before.author.kind !== author.kind || before.visibility !== visibility || day;
  return html`${day}<article class=${`said ${author.kind} ${visibility}${ours ? ' mine' : ''}`}>
    ${first || visibility !== 'public' ? html`<p class="by"><span class=${`who ${author.kind}`}>${who(author)}</span>${mark(visibility, message.body.undone)}</p>` : null}
    <${Body} body=${message.body} file=${message.body.file && html`<${Attached} conversation=${desk.selected} file=${message.body.file} />`} />
    <p class="under"><${At} at=${message.at} /><${Went} message=${message} /><${Undo} desk=${desk} message=${message} /><${Understood} trace=${message.trace} /></p>
    <${OtherWay} desk=${desk} message=${message} calls=${calls} />
  </article>`;
}

/** What became of a line: at a messenger in its own words, on the website whether the window has it. */
function Went({ message: { author, visibility, delivered, delivery } }) {
  if (visibility !== 'public') return null;
  if (delivery && (author.kind === 'counselor' || ['failed', 'unknown'].includes(delivery.state))) {
    const cost = delivery.cost ? ` · ${delivery.cost}원` : '';
    const bad = ['failed', 'unknown'].includes(delivery.state);
    return html`<span class=${bad ? 'failed' : ''} role=${bad ? 'alert' : null}>${DELIVERIES[delivery.state] ?? delivery.state}${cost}</span>`;
  }
  return author.kind === 'counselor' ? html`<span>${delivered ? '도착했어요' : '보냈어요'}</span>` : null;
}

const SHUT_OUT = ['blocked', 'left', 'forbidden'];

/** A counselor's line that did not arrive: why, and by which other way the citizen can be reached. */
function OtherWay({ desk, message: { author, visibility, delivery }, calls }) {
  if (visibility !== 'public' || author.kind !== 'counselor' || !['failed', 'unknown'].includes(delivery?.state) || delivery.code === 'undone') return null;
  const others = desk.detail.channels.filter((known) => known.channel !== delivery.channel && known.state === 'ok');
  return html`<div class="other-way"><p>${FAILURES[delivery.code] ?? '메신저가 받지 않았어요.'} 다른 방법으로 이어가 주세요.</p>
    ${others.length ? html`<p>이분이 쓰는 다른 곳: <b>${others.map((known) => CHANNELS[known.channel] ?? known.channel).join(', ')}</b></p>` : null}
    <p class="both"><button type="button" class="second" onClick=${calls}>예약 전화 보기</button></p>
    ${SHUT_OUT.includes(delivery.code) ? null : html`<${WebLink} desk=${desk} />`}</div>`;
}

const who = (author) => ({ citizen: '이용자', bot: '일자리톡(봇)', counselor: named(author.name) }[author.kind] ?? author.kind);

/** For five seconds my own line can be taken back; at a messenger only while it has not gone out. */
function Undo({ desk, message: { seq, author, at, visibility, delivery } }) {
  const left = Math.ceil(UNDO_S - (Date.now() - new Date(at).getTime()) / 1000);
  const [, tick] = useReducer((n) => n + 1, 0);
  const can = author.kind === 'counselor' && author.name === desk.me.name && visibility === 'public' && left > 0 && (!delivery || delivery.state === 'queued');
  useEffect(() => { const later = can ? setTimeout(tick, 500) : 0; return () => clearTimeout(later); });
  return can ? html`<button type="button" class="plain undo" onClick=${() => desk.undo(seq)}>되돌리기 ${left}</button>` : null;
}

function mark(visibility, undone) {
  if (undone) return html`<span class="mark">되돌린 말 – 이용자에게 보이지 않아요</span>`;
  if (visibility === 'internal') return html`<span class="mark note">내부 메모 – 이용자에게 보이지 않아요</span>`;
  if (visibility === 'suppressed') return html`<span class="mark">봇이 하려던 답변 – 보내지 않았어요</span>`;
  return null;
}

function Understood({ trace }) {
  const intent = trace?.intent ?? trace?.nlu?.intent;
  if (!intent) return null;
  const confidence = trace.confidence ?? trace.nlu?.confidence;
  const sure = typeof confidence === 'number' ? ` ${Math.round(confidence * 100)}%` : '';
  return html`<span class="understood" title=${intent}>봇의 이해: ${INTENTS[intent] ?? intent}${sure}${confidence < UNSURE ? ' · 확신이 낮아요' : ''}</span>`;
}

function Sending({ desk, line }) {
  const note = line.visibility === 'internal';
  return html`<article class=${`said counselor mine ${line.visibility}`}>
    <${Body} body=${{ text: line.text }} file=${line.file && html`<${Going} file=${line.file} done=${line.done} stop=${line.state === 'sending' && (() => desk.stop(line))} />`} />
    ${line.state === 'sending' ? html`<p class="under">보내는 중</p>`
      : html`<p class="under failed" role="alert">${note ? '남기지' : '보내지'} 못했어요. ${line.why} <${Fragment}>
        ${line.final ? null : html`<button type="button" class="plain" onClick=${() => desk.deliver(line)}>다시 보내기</button>`}
        <button type="button" class="plain" onClick=${() => desk.drop(line)}>지우기</button><//></p>`}
  </article>`;
}
