// The left column: the talks I hold, which no length of the queue may push out of sight, and who waits for a person.
// Waiting time is the loudest thing here.
import { html } from '/static/html.js';
import { secondsSince, span } from '/static/when.js';
import { CHANNELS, REASONS } from './words.js';

const LONG_S = 180;
const TOO_LONG_S = 600;

export function Queue({ desk }) {
  return html`<nav class="queue" aria-label="대기와 내 상담" onKeyDown=${walk}>
    <div class="own">
      ${desk.transfers.length ? html`<section aria-labelledby="handed"><h2 id="handed">나에게 넘어온 상담 <span class="count">${desk.transfers.length}</span></h2>
        <ul>${desk.transfers.map((item) => html`<${Handed} key=${item.id} desk=${desk} item=${item} />`)}</ul></section>` : null}
      <section aria-labelledby="mine">
        <h2 id="mine">내 상담 <span class="count">${desk.mine.length}</span></h2>
        ${desk.loaded && !desk.mine.length ? html`<p class="empty">맡은 상담이 없어요. 기다리는 분을 맡으면 여기에 나타나요.</p>` : null}
        <ul>${desk.mine.map((talk) => html`<${Mine} key=${talk.id} desk=${desk} talk=${talk} />`)}</ul>
      </section>
    </div>
    <div class="others">
      <section aria-labelledby="waiting">
        <h2 id="waiting">기다리는 분 <span class="count">${desk.queue.length}</span></h2>
        ${desk.loaded && !desk.queue.length ? html`<p class="empty">지금은 기다리는 분이 없어요.</p>` : null}
        <ul>${desk.queue.map((item) => html`<${Waiting} key=${item.id} desk=${desk} item=${item} />`)}</ul>
      </section>
      ${desk.deferred.length ? html`<section aria-labelledby="later"><h2 id="later">상담 시간을 기다리는 분 <span class="count">${desk.deferred.length}</span></h2>
        <ul>${desk.deferred.map((item) => html`<${Waiting} key=${item.id} desk=${desk} item=${item} />`)}</ul></section>` : null}
      <${Search} desk=${desk} />
    </div>
  </nav>`;
}

function Waiting({ desk, item }) {
  const chosen = desk.selected === item.conversation;
  return html`<li class=${chosen ? 'entry chosen' : 'entry'}>
    <button type="button" class="card-open" aria-current=${chosen ? 'true' : null} onClick=${() => desk.select(item.conversation)}>
      <${Wait} since=${item.since} said="기다린 시간" />
      <span class="need">${item.need || item.last || REASONS[item.reason] || '상담 요청'}</span>
      <span class="who">${item.person} · ${CHANNELS[item.channel] ?? item.channel}</span>
      ${item.why ? html`<span class="flag">${item.why}</span>` : null}
      ${item.offeredTo === desk.me.id ? html`<span class="flag ring">지금 나를 부르고 있어요</span>` : null}
      ${item.fits.length ? html`<span class="flag">내가 잘하는 일: ${item.fits.join(', ')}</span>` : null}
      ${item.preferred === desk.me.id ? html`<span class="flag">내가 맡았던 분이에요</span>` : null}
    </button>
    ${item.offeredTo === desk.me.id ? html`<button type="button" class="plain pass" onClick=${() => desk.decline(item.id)}>이번은 넘기기</button>` : null}
    <button type="button" class="second accept" onClick=${() => desk.accept(item.id, item.conversation, item.epoch)}>맡기<span
      class="hidden-text">: ${item.person}</span></button>
  </li>`;
}

function Mine({ desk, talk }) {
  const chosen = desk.selected === talk.id;
  const unread = desk.unread(talk);
  return html`<li class=${chosen ? 'entry chosen' : 'entry'}>
    <button type="button" class="card-open" aria-current=${chosen ? 'true' : null} onClick=${() => desk.select(talk.id)}>
      ${talk.waitingSince ? html`<${Wait} since=${talk.waitingSince} said="답을 기다린 시간" />`
        : html`<span class="wait rest">답을 드렸어요</span>`}
      <span class="need">${talk.last || talk.need || '상담'}</span>
      ${desk.drafts.get(talk.id)?.text ? html`<span class="draft">쓰다 만 글: ${desk.drafts.get(talk.id).text}</span>` : null}
      <span class="who">${talk.person} · ${CHANNELS[talk.channel] ?? talk.channel}</span>
      ${talk.failed ? html`<span class="flag bad">전달하지 못한 말 ${talk.failed}개</span>` : null}
      ${unread ? html`<span class="unread">새 글 ${unread}<span class="hidden-text">개</span></span>` : null}
    </button>
  </li>`;
}

function Handed({ desk, item }) {
  return html`<li class="entry handed"><button type="button" class="card-open" onClick=${() => desk.select(item.conversation)}>
      <${Wait} since=${item.since} said="처음 찾은 뒤" /><span class="need">${item.need || item.last || '상담'}</span>
      <span class="who">${item.owner} 상담사가 넘겼어요 · ${CHANNELS[item.channel] ?? item.channel}</span></button>
    <p class="both"><button type="button" class="main" onClick=${() => desk.takeTransfer(item)}>받기</button>
      <button type="button" class="second" onClick=${() => desk.refuseTransfer(item.id)}>거절</button></p></li>`;
}

function Search({ desk }) {
  const submit = (event) => { event.preventDefault(); desk.search(new FormData(event.target).get('q')); };
  return html`<section class="search"><form onSubmit=${submit} role="search"><label class="input"><span>내 상담에서 찾기</span><input name="q" type="search" maxlength="60" /></label></form>
    ${desk.found ? html`<ul>${desk.found.map((talk) => html`<li key=${talk.id} class="entry"><button type="button" class="card-open" onClick=${() => desk.select(talk.id)}>
      <span class="need">${talk.found}</span><span class="who">${talk.person}</span></button></li>`)}</ul>${desk.found.length ? null : html`<p class="empty">찾지 못했어요.</p>`}` : null}</section>`;
}

function Wait({ since, said }) {
  const seconds = secondsSince(since);
  const grade = seconds >= TOO_LONG_S ? ' too-long' : seconds >= LONG_S ? ' long' : '';
  return html`<span class=${`wait${grade}`}><span class="hidden-text">${said} </span><b>${span(seconds)}</b>${grade === ' too-long'
    ? html`<small>오래 기다려요</small>` : null}</span>`;
}

/** Up and down walk through the cards. */
function walk(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.isComposing || !event.target.matches('.card-open')) return;
  event.preventDefault();
  const cards = [...event.currentTarget.querySelectorAll('.card-open')];
  cards[cards.indexOf(event.target) + step]?.focus();
}
