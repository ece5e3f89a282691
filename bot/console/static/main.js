// Opens the console: who is it, then the desk. Owns the page's title, the sound and the keys that work everywhere.
import { html, render, useEffect, useReducer, useRef, useState } from '/static/html.js';
import { get, post } from './api.js';
import { Calls } from './calls.js';
import { Context } from './context.js';
import { Conversation } from './conversation.js';
import { Desk } from './desk.js';
import { ChangePassword, Login } from './login.js';
import { Office } from './office.js';
import { Overview } from './overview.js';
import { Queue } from './queue.js';
import { chime, soundOn } from './sound.js';
import { Standing, Status } from './status.js';
import { Watching } from './watching.js';

const TICK_MS = 10_000;
const RING_AGAIN_MS = 30_000;

function Console() {
  const [me, setMe] = useState(undefined);
  const [practice, setPractice] = useState(false);
  const ask = () => get('me').then((known) => { setMe(known); setPractice(Boolean(known.practice)); }, () => setMe(null));
  useEffect(() => {
    ask();
    get('practice').then((known) => setPractice(Boolean(known.practice)), () => {});
  }, []);
  const leave = () => post('auth/logout').catch(() => {}).then(() => setMe(null));
  const band = practice ? html`<p class="band">연습용 – 실제 신청이나 상담이 아니에요</p>` : null;
  if (me === undefined) return html`${band}<p class="opening" role="status">여는 중이에요</p>`;
  if (me === null) return html`${band}<${Login} done=${ask} />`;
  if (me.must_change) return html`${band}<${ChangePassword} name=${me.name} done=${ask} leave=${leave} />`;
  return html`${band}<${Room} me=${me} leave=${leave} signedOut=${() => setMe(null)} />`;
}

const DESK_ROLES = ['counselor', 'lead'];

function Room({ me, leave, signedOut }) {
  const [, redraw] = useReducer((n) => n + 1, 0);
  const [sound, setSound] = useState(soundOn.read());
  const [side, setSide] = useState(false);
  const works = DESK_ROLES.includes(me.role);
  const [view, setView] = useState(works ? 'desk' : 'office');
  const held = useRef(null);
  const soundRef = useRef(sound);
  soundRef.current = sound;
  held.current ??= new Desk(me, { changed: redraw, signedOut, arrived: () => { if (soundRef.current) chime(); announce(held.current); } });
  const desk = held.current;

  useEffect(() => {
    if (works) desk.start();
    const tick = setInterval(redraw, TICK_MS);
    addEventListener('keydown', shortcuts);
    return () => { desk.stop(); clearInterval(tick); removeEventListener('keydown', shortcuts); };
  }, []);
  const alerts = desk.queue.length + desk.transfers.length + desk.mine.filter((talk) => desk.unread(talk)).length;
  useEffect(() => { document.title = `${alerts ? `(${alerts}) ` : ''}상담 – 일자리톡`; }, [alerts]);
  useEffect(() => {
    if (!alerts || !sound || !document.hidden) return undefined;
    const again = setInterval(chime, RING_AGAIN_MS);
    return () => clearInterval(again);
  }, [alerts > 0, sound]);

  const toggleSound = () => { soundOn.write(!sound); setSound(!sound); if (!sound) { chime(); askToNotify(); } };
  const pages = [...(works ? [['desk', '상담'], ['watching', '봇 상담'], ['calls', '예약 전화']] : []), ...(me.role === 'lead' || me.role === 'admin' ? [['overview', '현황']] : []), ['office', '설정']];
  const open = (id) => { setView('desk'); desk.select(id); };
  return html`<div class=${`room${desk.selected ? ' talking' : ''}${side ? ' side' : ''}${view === 'desk' ? '' : ' paged'}`}>
    <header class="bar">
      <h1>일자리톡 상담</h1>
      <nav class="pages" aria-label="화면">${pages.map(([id, label]) => html`<button type="button" key=${id} class="plain" aria-current=${view === id ? 'page' : null}
        onClick=${() => setView(id)}>${label}</button>`)}</nav>
      ${works ? html`<${Standing} standing=${desk.standing} />
      <p class=${desk.up ? 'link up' : 'link down'} role="status">${desk.up ? '실시간 연결됨' : desk.failed ?? '다시 연결하는 중이에요'}</p>
      <${Status} desk=${desk} />
      <button type="button" class="plain" aria-pressed=${String(sound)} onClick=${toggleSound}>${sound ? '알림음 켜짐' : '알림음 꺼짐'}</button>` : null}
      ${me.role === 'lead' || me.role === 'admin' ? html`<a class="plain" href="/console/channels">채널 설정</a>` : null}
      <span class="me">${me.name}</span>
      <button type="button" class="plain" onClick=${leave}>나가기</button>
    </header>
    ${view === 'desk' ? html`<${Queue} desk=${desk} />
    <${Conversation} desk=${desk} side=${side} toggleSide=${() => setSide(!side)} calls=${() => setView('calls')} />
    <${Context} desk=${desk} close=${() => setSide(false)} />` : null}
    ${view === 'watching' ? html`<${Watching} desk=${desk} open=${open} />` : null}
    ${view === 'calls' ? html`<${Calls} desk=${desk} />` : null}
    ${view === 'overview' ? html`<${Overview} desk=${desk} open=${open} />` : null}
    ${view === 'office' ? html`<${Office} desk=${desk} />` : null}
    <div class="toasts" role="status" aria-live="polite">${desk.toasts.map((toast) => html`<p key=${toast.key}
      class=${toast.bad ? 'toast bad' : 'toast'}>${toast.text}</p>`)}</div>
  </div>`;
}

/** A notification of the desktop, once the counselor allowed them and while the page is not looked at. It quotes nobody. */
function announce(desk) {
  if (!document.hidden || !('Notification' in window) || Notification.permission !== 'granted') return;
  new Notification('일자리톡 상담', { body: `기다리는 분 ${desk?.queue.length ?? 0}명`, tag: 'queue' });
}

function askToNotify() {
  if ('Notification' in window && Notification.permission === 'default') Notification.requestPermission();
}

/** Alt+1 the queue, Alt+2 the reply, Alt+3 the person, Alt+4 my talks, Alt+N note or reply. */
function shortcuts(event) {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  const to = { Digit1: '.others .card-open', Digit2: '.reply textarea', Digit3: '.context', Digit4: '.own .card-open' }[event.code];
  const target = event.code === 'KeyN' ? document.querySelector('.reply [name="to"]:not(:checked)') : to && document.querySelector(to);
  if (!target) return;
  event.preventDefault();
  if (event.code === 'KeyN') { target.click(); document.querySelector('.reply textarea')?.focus(); } else target.focus();
}

render(html`<${Console} />`, document.getElementById('app'));
