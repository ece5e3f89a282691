// Who talks with the bot just now. How it goes is shown, what is said is not: a look at it is a decision, and is logged.
import { html } from '/static/html.js';
import { secondsSince, span } from '/static/when.js';
import { get } from './api.js';
import { useLoaded } from './parts.js';
import { botTalkOf } from './shapes.js';
import { CHANNELS } from './words.js';

export function Watching({ desk, open }) {
  const [told] = useLoaded(() => get('bot-talks', true).then(botTalkOf), [desk.looked]);
  if (!told) return html`<main class="page" tabindex="-1"><h2>봇과 이야기 중</h2><p class="opening" role="status">여는 중이에요</p></main>`;
  return html`<main class="page" tabindex="-1" aria-label="봇과 이야기 중"><h2>봇과 이야기 중 <span class="count">${told.length}</span></h2>
    <p class="hint">최근 30분 안에 말을 건 분이에요. 여기서는 내용이 보이지 않아요. 살펴보면 열람 기록에 남고, 필요하면 이어받을 수 있어요.</p>
    ${told.length ? null : html`<p class="empty">지금은 봇과 이야기하는 분이 없어요.</p>`}
    <ul class="rows watched">${told.map((talk) => html`<li key=${talk.id}><b>${talk.person}</b>
      <span>${CHANNELS[talk.channel] ?? talk.channel} · ${talk.said}번 말함 · ${span(secondsSince(talk.lastAt))} 전
        ${talk.unsure ? html`<span class="flag">못 알아들은 말 ${talk.unsure}개</span>` : null}</span>
      <button type="button" class="second" onClick=${() => open(talk.id)}>살펴보기<span class="hidden-text">: ${talk.person}</span></button></li>`)}</ul></main>`;
}
