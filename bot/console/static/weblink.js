// "웹 링크 보내기": when a messenger cannot carry the talk, the citizen may go on in the web, in the same talk.
import { html, useState } from '/static/html.js';
import { post } from './api.js';

export function WebLink({ desk }) {
  const [told, setTold] = useState('');
  const id = desk.selected;
  if (!['kakao', 'telegram'].includes(desk.detail?.reach?.channel) || desk.detail.control !== 'human') return null;
  const send = async () => {
    try {
      await post(`conversations/${encodeURIComponent(id)}/web-link`);
      setTold(desk.detail.reach.now ? '웹 링크를 보냈어요.' : '웹 링크를 남겼어요. 이용자가 다음 말을 하면 보여요.');
    } catch (problem) {
      setTold(problem.message);
    }
  };
  return html`<p class="way-line"><button type="button" class="second" onClick=${send}>웹 링크 보내기</button>
    <span role="status">${told || '30분 동안 한 번 열 수 있고, 이 상담이 웹에서 이어져요.'}</span></p>`;
}
