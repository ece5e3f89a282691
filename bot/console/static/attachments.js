// Files at the desk: chosen beside the box, sent in pieces that may be repeated, shown with a small picture.
import { html, useRef } from '/static/html.js';
import { sizeOf } from '/static/sizes.js';
import { Problem } from './api.js';

const PIECE = 524_288;
const MOST = 10_000_000;
const TRIES = 4;
const KINDS = 'image/jpeg,image/png,image/webp,application/pdf,.hwp,.hwpx';

/** The button beside the box; `send(file)` for each chosen. */
export function Attach({ send }) {
  const input = useRef(null);
  const chosen = () => { [...input.current.files].forEach(send); input.current.value = ''; };
  return html`<button type="button" class="plain" title="사진, PDF, 한글 · 10MB까지" onClick=${() => input.current.click()}>파일 보내기</button>
    <input type="file" hidden multiple accept=${KINDS} ref=${input} onChange=${chosen} />`;
}

/** A file in a line of the talk. */
export function Attached({ conversation, file }) {
  if (file.gone) return html`<div class="bubble">지운 파일이에요.</div>`;
  const path = `/api/v1/conversations/${conversation}/files/${file.id}`;
  return html`<div class="bubble file">
    ${file.picture ? html`<img src=${`${path}/small`} alt=${`사진 미리 보기: ${file.name}`} loading="lazy" />` : null}
    <a href=${path} download=${file.name}>${file.name}</a> <span class="file-size">${sizeOf(file.size)}</span></div>`;
}

/** A file on its way. */
export const Going = ({ file, done, stop }) => html`<div class="bubble file"><b>${file.name}</b> <span class="file-size">${sizeOf(file.size)}</span>
  ${stop ? html`<progress max="100" value=${done} aria-label=${`${file.name} 보내는 중`}></progress>
    <button type="button" class="plain" onClick=${stop}>그만 보내기</button>` : null}</div>`;

/** Send a file; returns the stored message. `told(percent)` after each piece. Throws Problem; nothing is sent twice. */
export async function sendFile({ conversation, cid, epoch, file, signal }, told) {
  if (!file.size) throw new Problem(422, { title: '빈 파일이에요.' });
  if (file.size > MOST) throw new Problem(422, { title: '10MB까지 보낼 수 있어요.' });
  for (let at = 0, tries = 0; ;) {
    const query = new URLSearchParams({ cid, at, size: file.size, name: file.name, ...(epoch ? { expect_epoch: epoch } : {}) });
    try {
      const answer = await fetch(`/api/v1/conversations/${conversation}/files?${query}`, { method: 'POST', cache: 'no-store', signal,
        headers: { 'content-type': 'application/octet-stream' }, body: file.slice(at, at + PIECE) });
      const said = await answer.json();
      if (said.message) return said.message;
      if (!(said.at > at)) throw new Problem(answer.status, said);
      [at, tries] = [said.at, 0];
      told(Math.floor(at / file.size * 100));
    } catch (problem) {
      tries += 1;
      if (signal.aborted || tries > TRIES || (problem.status >= 400 && problem.status < 500)) throw problem;
      await new Promise((done) => { setTimeout(done, 500 * 2 ** tries); });
    }
  }
}

/** Forget what arrived of a file that is not wanted any more. */
export const cancelFile = ({ conversation, cid }) => fetch(`/api/v1/conversations/${conversation}/files?${new URLSearchParams({ cid })}`, { method: 'DELETE' }).catch(() => {});
