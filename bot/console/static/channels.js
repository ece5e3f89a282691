// The operator's page: what to paste where for each channel, whether it works, and a secret for one look.
import { html, render, useEffect, useState } from '/static/html.js';
import { get, post } from './api.js';
import { ChangePassword, Login } from './login.js';

const SHOWN_MS = 60_000;

function Page() {
  const [me, setMe] = useState(undefined);
  const ask = () => get('me').then(setMe, () => setMe(null));
  useEffect(() => { ask(); }, []);
  const leave = () => post('auth/logout').catch(() => {}).then(() => setMe(null));
  if (me === undefined) return html`<p class="opening" role="status">여는 중이에요</p>`;
  if (me === null) return html`<${Login} done=${ask} />`;
  if (me.must_change) return html`<${ChangePassword} name=${me.name} done=${ask} leave=${leave} />`;
  return html`<${Channels} me=${me} leave=${leave} />`;
}

function Channels({ me, leave }) {
  const [items, setItems] = useState(null);
  const [wrong, setWrong] = useState('');
  useEffect(() => { get('channels').then((found) => setItems(found.items), (problem) => setWrong(problem.message)); }, []);
  return html`<main class="channels">
    <header><h1>채널 설정</h1><span>${me.name}</span>
      ${me.role === 'admin' ? null : html`<a class="plain" href="/console">상담 화면</a>`}
      <button type="button" class="plain" onClick=${leave}>나가기</button></header>
    ${wrong ? html`<p class="wrong" role="alert">${wrong}</p>` : null}
    ${items ? items.map((sheet) => html`<${Channel} key=${sheet.channel} sheet=${sheet} />`) : null}
  </main>`;
}

function Channel({ sheet }) {
  return html`<section class="channel" id=${sheet.channel} aria-label=${sheet.name}>
    <header><h2>${sheet.name}</h2><span class=${`badge ${sheet.state}`}>${sheet.state === 'on' ? '켜짐' : '꺼짐'}</span></header>
    ${sheet.missing.length ? html`<p class="missing">아직 적지 않은 설정: ${sheet.missing.join(', ')}. 환경 파일에 적고 다시 시작해 주세요.</p>` : null}
    <${Test} sheet=${sheet} />
    <ol class="steps">${sheet.steps.map((step) => html`<li key=${step.title}><h3>${step.title}</h3><p>${step.text}</p>
      ${step.values.length ? html`<${Values} items=${step.values} copy />` : null}</li>`)}</ol>
    <h3>말이 가는 길과 비용</h3><${Values} items=${sheet.ways} />
    <${Secret} sheet=${sheet} />
  </section>`;
}

const Values = ({ items, copy }) => html`<dl class="values">${items.map((item) => html`<div key=${item.field}>
  <dt>${item.field}</dt><dd>${copy ? html`<code>${item.value}</code>` : item.value}${item.hint ? html`<small>${item.hint}</small>` : null}</dd>
  ${copy ? html`<${Copy} name=${item.field} value=${item.value} />` : null}</div>`)}</dl>`;

function Copy({ name, value }) {
  const [done, setDone] = useState('');
  const copy = () => navigator.clipboard.writeText(value).then(() => setDone('복사했어요'), () => setDone('직접 골라 복사해 주세요'));
  useEffect(() => {
    if (!done) return undefined;
    const later = setTimeout(() => setDone(''), 2_000);
    return () => clearTimeout(later);
  }, [done]);
  return html`<button type="button" class="second" aria-label=${`${name} 복사`} onClick=${copy}><span aria-live="polite">${done || '복사'}</span></button>`;
}

/** A look at the whole way, as far as that leaves nothing behind. */
function Test({ sheet }) {
  const [found, setFound] = useState(null);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState('');
  const run = async () => {
    setBusy(true);
    setWrong('');
    try { setFound((await post(`channels/${sheet.channel}/test`)).items); } catch (problem) { setWrong(problem.message); }
    setBusy(false);
  };
  return html`<div class="actions"><button type="button" class="main" disabled=${busy} onClick=${run}>${busy ? '확인하는 중이에요' : '지금 되는지 확인하기'}</button>
    <span>실제로 한 번 불러 봐요. 누구에게도 글이 가지 않고 아무것도 저장하지 않아요.</span></div>
    ${wrong ? html`<p class="wrong" role="alert">${wrong}</p>` : null}
    <ul class="findings" role="status">${(found ?? []).map((each, at) => html`<li key=${at} class=${each.verdict}>
      <b>${each.verdict === 'good' ? '좋아요' : '고쳐 주세요'}</b> ${each.what} ${each.cure}</li>`)}</ul>`;
}

/** The secret is shown once the password was given again, for a minute, and that is written down. */
function Secret({ sheet }) {
  const [shown, setShown] = useState(null);
  const [asking, setAsking] = useState(false);
  const [wrong, setWrong] = useState('');
  useEffect(() => {
    if (!shown) return undefined;
    const later = setTimeout(() => setShown(null), SHOWN_MS);
    return () => clearTimeout(later);
  }, [shown]);
  if (sheet.state === 'off') return null;
  const ask = async (event) => {
    event.preventDefault();
    setWrong('');
    try {
      setShown(await post(`channels/${sheet.channel}/secret`, Object.fromEntries(new FormData(event.target))));
      setAsking(false);
    } catch (problem) { setWrong(problem.message); }
  };
  return html`<h3>${sheet.secret}</h3>
    ${shown ? html`<${Values} items=${[shown]} copy /><p class="actions"><span>1분 뒤에 가려져요. 본 사람과 때가 기록돼요.</span>
      <button type="button" class="second" onClick=${() => setShown(null)}>가리기</button></p>` : null}
    ${!shown && !asking ? html`<p class="actions"><button type="button" class="second" onClick=${() => setAsking(true)}>비밀값 보기</button></p>` : null}
    ${asking ? html`<form class="ask" onSubmit=${ask}><label class="input"><span>내 비밀번호 한 번 더</span>
      <input type="password" name="password" autocomplete="current-password" required /></label>
      <button type="submit" class="main">보기</button><button type="button" class="plain" onClick=${() => setAsking(false)}>그만두기</button>
      <p class="wrong" role="alert">${wrong}</p></form>` : null}`;
}

render(html`<${Page} />`, document.getElementById('app'));
