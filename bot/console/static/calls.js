// Callbacks to make: whom, when, about what. The number is shown for a purpose, which is written down.
import { html, useState } from '/static/html.js';
import { exact } from '/static/when.js';
import { get, post } from './api.js';
import { Choice, Form, useLoaded } from './parts.js';
import { CHANNELS } from './words.js';

const STATES = { booked: '예약', due: '지금 전화할 시간', calling: '통화 중', no_answer: '받지 않음' };
const PURPOSES = [['callback', '예약하신 시간에 전화하려고'], ['safety', '안전이 걱정되어'], ['correction', '잘못 안내한 것을 바로잡으려고']];
const RESULTS = [['done', '통화했어요'], ['no_answer', '받지 않았어요'], ['wrong_number', '번호가 달라요'], ['cancelled', '취소하셨어요']];

export function Calls({ desk }) {
  const [found, , again] = useLoaded(() => get('callbacks'));
  if (!found) return html`<main class="page" tabindex="-1"><h2>예약 전화</h2><p class="opening" role="status">여는 중이에요</p></main>`;
  return html`<main class="page" tabindex="-1" aria-label="예약 전화"><h2>예약 전화 <span class="count">${found.items.length}</span></h2>
    ${found.items.length ? null : html`<p class="empty">예약된 전화가 없어요.</p>`}
    <ul class="calls">${found.items.map((call) => html`<${Call} key=${call.id} desk=${desk} call=${call} again=${again} />`)}</ul></main>`;
}

function Call({ desk, call, again }) {
  const [phone, setPhone] = useState(null);
  const reveal = async ({ purpose }) => setPhone((await post(`callbacks/${call.id}/reveal`, { purpose })).phone);
  const result = async (given) => { await post(`callbacks/${call.id}/result`, given); desk.toast('전화 결과를 남겼어요.'); await again(); };
  return html`<li class=${`call ${call.state}`}>
    <p class="wait"><b>${call.words ?? exact(call.slot_start)}</b><small>${STATES[call.state] ?? call.state}</small></p>
    <p class="need">${call.topic || '주제를 적지 않았어요'}</p>
    <p class="who">${CHANNELS[call.channel] ?? call.channel} · ${call.phone ?? '번호 없음 – 들어온 곳으로 연락해 주세요'}${call.attempts ? ` · ${call.attempts}번 전화함` : ''}</p>
    ${phone ? html`<p class="phone"><a href=${`tel:${phone}`}>${phone.replace(/^(\d{2,3})(\d{3,4})(\d{4})$/, '$1-$2-$3')}</a></p>
      <${Form} label="전화 결과" action="결과 남기기" act=${result}><${Choice} label="결과" name="result" options=${RESULTS} />
        <label class="input"><span>남길 말</span><input name="note" maxlength="500" /></label><//>`
    : call.phone ? html`<${Form} label="번호 보기" action="번호 보기" act=${reveal} kind="second"><${Choice} label="왜 보나요? (기록에 남아요)" name="purpose" options=${PURPOSES} /><//>`
      : html`<${Form} label="전화 결과" action="결과 남기기" act=${result} kind="second"><${Choice} label="결과" name="result" options=${RESULTS} /><//>`}
  </li>`;
}
