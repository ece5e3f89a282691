// The centre's settings, by role: everybody their own snippets; a lead today's switch; an admin all the rest.
import { html, useState } from '/static/html.js';
import { exact } from '/static/when.js';
import { get, post } from './api.js';
import { Choice, Field, Form, useLoaded } from './parts.js';
import { STATUSES } from './status.js';

const DAYS = [...'월화수목금토일'];
const SCOPES = { counselor: [['me', '나만']], lead: [['me', '나만'], ['team', '우리 팀']], admin: [['all', '모두']] };
const words = (text) => text.split(',').map((one) => one.trim()).filter(Boolean);

export function Office({ desk }) {
  const { role } = desk.me;
  const pages = [role === 'auditor' ? null : ['문구', Snippets], ['상담 시간', Hours], ...(role === 'admin'
    ? [['상담사', Staff], ['팀', Teams], ['상담 결과', Outcomes], ['웹훅', Hooks]] : [])].filter(Boolean);
  const [at, setAt] = useState(0);
  const [, Page] = pages[at];
  return html`<main class="page" tabindex="-1" aria-label="설정"><h2>설정</h2>
    <div class="tabs" role="group" aria-label="설정 종류">${pages.map(([label], n) => html`<button key=${label} type="button" class="second"
      aria-pressed=${String(n === at)} onClick=${() => setAt(n)}>${label}</button>`)}</div>
    <${Page} key=${at} desk=${desk} /></main>`;
}

function Snippets({ desk }) {
  const [found, , again] = useLoaded(() => get('snippets').catch(() => ({ items: [] })));
  const keep = async (given, form) => { await post('snippets', given); form.reset(); desk.toast('문구를 저장했어요.'); await again(); };
  const drop = (one) => desk.attempt(() => post(`snippets/${one.id}/delete`)).then(again);
  return html`<section><h3>자주 쓰는 문구</h3>
    <p>답장 칸에서 <kbd>/</kbd>를 누르고 단축어나 초성을 적으면 나와요. {상담사} {이용자} {센터} {전화}는 저절로 채워져요.</p>
    <ul class="rows">${(found?.items ?? []).map((one) => html`<li key=${one.id}><b>/${one.shortcut}</b><span>${one.title}<small>${one.body}</small></span>
      <button type="button" class="plain" onClick=${() => drop(one)}>지우기<span class="hidden-text">: ${one.title}</span></button></li>`)}</ul>
    <${Form} label="새 문구" action="문구 저장" act=${keep}>
      <${Choice} label="누가 쓰나요" name="scope" options=${SCOPES[desk.me.role]} /><${Field} label="단축어" name="shortcut" required maxlength="20" />
      <${Field} label="제목" name="title" required maxlength="60" /><${Field} label="내용"><textarea name="body" rows="3" required maxlength="2000"></textarea><//><//></section>`;
}

function Hours({ desk }) {
  const [told, , again] = useLoaded(() => get('hours'));
  if (!told) return html`<p class="opening">여는 중이에요</p>`;
  const { role } = desk.me;
  const centre = Object.fromEntries(told.weeks.filter((one) => !one.team_id).map((one) => [one.weekday, one.spans]));
  const spansOf = (day) => (centre[day] ?? (day < 5 ? told.usual : [])).map((span) => span.join('~')).join(', ');
  const read = (text) => words(text).map((span) => span.split('~').map((part) => part.trim()));
  const week = async (given) => {
    await post('admin/hours/week', { weeks: Object.fromEntries(DAYS.map((_, day) => [day, read(given[`day${day}`])])) });
    desk.toast('상담 시간을 저장했어요.');
    await again();
  };
  const day = async (given, form) => { await post('admin/hours/day', { ...given, spans: given.kind === 'special' ? read(given.spans) : [] }); form.reset(); await again(); };
  const stop = async ({ reason }) => { await post('hours/switch', { opened: !told.standing.open, reason }); await again(); };
  const back = () => desk.attempt(() => post('hours/switch', { remove: true })).then(again);
  return html`<section><h3>지금</h3>
    ${told.always_open ? html`<p>연습에서는 상담 시간과 상관없이 늘 열려 있어요.</p>` : null}
    ${told.overrides.map((one) => html`<p key=${one.team_id} class="reach bad">${one.opened ? '상담을 열어 두었어요' : '상담을 멈췄어요'}: ${one.reason} (${exact(one.until)}까지)
      ${role === 'lead' || role === 'admin' ? html`<button type="button" class="plain" onClick=${back}>되돌리기</button>` : null}</p>`)}
    ${role === 'lead' || role === 'admin' ? html`<${Form} label="상담 열고 멈추기" action=${told.standing.open ? '지금 상담 멈추기' : '지금 상담 열기'} act=${stop} kind="second">
      <${Field} label="까닭 (다음 시작·끝 시각에 저절로 풀려요)" name="reason" required maxlength="120" /><//>` : null}
    <h3>요일마다</h3>${role === 'admin' ? html`<${Form} label="요일별 상담 시간" action="저장" act=${week}>
      ${DAYS.map((label, n) => html`<${Field} key=${label} label=${`${label}요일`} name=${`day${n}`} defaultValue=${spansOf(n)} placeholder="쉬어요" />`)}
      <p>시작~끝을 쉼표로 나눠 적어요. 점심을 빼려면 두 번 적어요: 09:00~12:00, 13:00~18:00</p><//>`
    : html`<dl>${DAYS.map((label, n) => html`<div key=${label}><dt>${label}요일</dt><dd>${spansOf(n) || '쉬어요'}</dd></div>`)}</dl>`}
    <h3>따로 정한 날</h3><ul class="rows">${told.days.map((one) => html`<li key=${one.day}><b>${one.day}</b><span>${one.name}${one.spans.length ? ` ${one.spans.map((s) => s.join('~')).join(', ')}` : ' · 쉬어요'}</span>
      ${role === 'admin' ? html`<button type="button" class="plain" onClick=${() => desk.attempt(() => post('admin/hours/day', { day: one.day, remove: true })).then(again)}>지우기<span class="hidden-text">: ${one.day}</span></button>` : null}</li>`)}</ul>
    ${role === 'admin' ? html`<${Form} label="날짜 더하기" action="날짜 더하기" act=${day}><${Field} label="날짜" name="day" type="date" required />
      <${Choice} label="무슨 날" name="kind" options=${[['holiday', '쉬는 날 (임시공휴일)'], ['closed', '쉬는 날 (행사)'], ['special', '시간이 다른 날']]} />
      <${Field} label="이름" name="name" required maxlength="60" /><${Field} label="시간 (시간이 다른 날만)" name="spans" placeholder="10:00~15:00" /><//>` : null}
    <details><summary>공휴일 ${Object.keys(told.holidays).length}일 (대체공휴일 포함, 저절로 들어와요)</summary><dl>${Object.entries(told.holidays).map(([when, name]) => html`<div key=${when}><dt>${when}</dt><dd>${name}</dd></div>`)}</dl></details></section>`;
}

function Staff({ desk }) {
  const [told, , again] = useLoaded(() => get('admin/staff'));
  const names = Object.fromEntries((told?.teams ?? []).map((team) => [team.name, team.id]));
  const nameOf = (id) => Object.keys(names).find((name) => names[name] === id) ?? id;
  const keep = (one) => async (given) => {
    await post(`admin/staff/${one.id}`, { teams: words(given.teams).map((name) => names[name] ?? name), skills: words(given.skills), max_active: given.most ? Number(given.most) : null });
    desk.toast(`${one.name}님을 저장했어요.`);
    await again();
  };
  return html`<section><h3>상담사</h3><p>계정을 만들고 닫는 일은 명령줄(<code>python -m bot staff</code>)에서 해요.</p>
    <ul class="rows">${(told?.staff ?? []).map((one) => html`<li key=${one.id}><b>${one.name}</b><span>${one.away ? '접속 안 함' : STATUSES[one.status]}${one.reason ? ` (${one.reason})` : ''} · 상담 ${one.active}개</span>
      <details><summary>고치기<span class="hidden-text">: ${one.name}</span></summary><${Form} label=${`${one.name} 고치기`} action="저장" act=${keep(one)} kind="second">
        <${Field} label="팀 (쉼표로 나눠요, 비우면 모두)" name="teams" defaultValue=${one.teams.map(nameOf).join(', ')} />
        <${Field} label="잘하는 일" name="skills" defaultValue=${one.skills.join(', ')} />
        <${Field} label="동시에 맡는 상담 (비우면 제한 없음)" name="most" type="number" min="1" max="20" defaultValue=${one.max_active ?? ''} /><//></details></li>`)}</ul></section>`;
}

function Teams({ desk }) {
  const [told, , again] = useLoaded(() => get('admin/staff'));
  const keep = async (given, form) => {
    await post('admin/teams', { name: given.name, mode: given.mode, aging: Number(given.aging), segments: [...form.querySelectorAll('[name=segment]:checked')].map((box) => box.value) });
    form.reset();
    await again();
  };
  const segment = Object.fromEntries((told?.segments ?? []).map((one) => [one.id, one.name]));
  return html`<section><h3>팀</h3><ul class="rows">${(told?.teams ?? []).map((team) => html`<li key=${team.id}><b>${team.name}</b>
      <span>${team.segments.map((id) => segment[id]).join(', ') || '맡은 대상 없음'} · ${team.mode === 'offer' ? '한 명씩 울려요' : '먼저 맡는 사람이 맡아요'}${team.aging > 1 ? ` · 기다린 1분이 ${team.aging}점` : ''}</span></li>`)}</ul>
    <${Form} label="새 팀" action="팀 만들기" act=${keep}><${Field} label="이름" name="name" required maxlength="40" />
      <fieldset class="checks"><legend>맡을 대상</legend>${(told?.segments ?? []).map((one) => html`<label key=${one.id}><input type="checkbox" name="segment" value=${one.id} /> ${one.name}</label>`)}</fieldset>
      <${Choice} label="나누는 방법" name="mode" options=${[['pull', '먼저 맡는 사람이 맡아요'], ['offer', '상담이 적은 사람부터 한 명씩 울려요']]} />
      <${Field} label="기다린 1분의 점수" hint="다시 찾으면 100점이에요. 이 수가 크면 오래 기다린 분이 먼저예요." name="aging" type="number" min="1" max="20" value="1" /><//></section>`;
}

function Outcomes({ desk }) {
  const [told, , again] = useLoaded(() => get('outcomes'));
  const keep = async (given, form) => { await post('admin/outcomes', { ...given, place: (told?.items.length ?? 0) + 1 }); form.reset(); desk.toast('상담 결과를 더했어요.'); await again(); };
  return html`<section><h3>상담 결과</h3><ul class="rows">${(told?.items ?? []).map((one) => html`<li key=${one.code}><b>${one.label}</b><span><small>${one.code}</small></span></li>`)}</ul>
    <${Form} label="새 결과" action="결과 더하기" act=${keep}><${Field} label="영문 코드" name="code" required pattern="[a-z][a-z0-9_]+" maxlength="24" /><${Field} label="이름 (봇이 이용자에게 그대로 전해요)" name="label" required maxlength="40" /><//></section>`;
}

function Hooks({ desk }) {
  const [told, , again] = useLoaded(() => get('admin/webhooks'));
  const keep = async (given, form) => { await post('admin/webhooks', given); form.reset(); await again(); };
  return html`<section><h3>바깥 시스템에 알리기</h3><p>상담 요청·시작·끝을 서명해서 보내요. 이용자가 한 말은 보내지 않아요.</p>
    <ul class="rows">${(told?.items ?? []).map((one) => html`<li key=${one.id}><b>${one.url}</b><span>${one.disabled_at ? '멈춤' : one.events.join(', ')}</span>
      ${one.disabled_at ? null : html`<button type="button" class="plain" onClick=${() => desk.attempt(() => post(`admin/webhooks/${one.id}/shut`)).then(again)}>멈추기</button>`}</li>`)}</ul>
    <${Form} label="새 웹훅" action="더하기" act=${keep}><${Field} label="주소" name="url" type="url" required /><${Field} label="비밀 열쇠 (32자 이상)" name="secret" type="password" required minlength="32" autocomplete="off" /><//>
    <h3>보내지 못한 것</h3>${told?.dead.length ? html`<ul class="rows">${told.dead.map((one) => html`<li key=${one.id}><b>${one.event}</b><span>${exact(one.created_at)} · ${one.error}</span>
      <button type="button" class="plain" onClick=${() => desk.attempt(() => post(`admin/deliveries/${one.id}/again`)).then(again)}>다시 보내기</button></li>`)}</ul>` : html`<p class="empty">없어요.</p>`}</section>`;
}
