// Files in a person's talk: sent in pieces that may be repeated, shown with how far they are, fetched by a fresh link.
import { html, useRef, useState } from '/static/html.js';
import { onWake, pause } from '/static/socket.js';
import { sizeOf } from '/static/sizes.js';
import { makeId } from './talk.js';
import { say } from './words.js';

const PIECE = 262_144;
const MOST = 10_000_000;
const TRIES = 6;
const KINDS = 'image/jpeg,image/png,image/webp,application/pdf,.hwp,.hwpx';
const PERSON = '상담사와 이야기하고 싶어요'; // what the bot understands: always Korean
const ways = new WeakMap(); // item → { file, stop }
let line = Promise.resolve(); // one after the other

const address = (path) => new URL(`/ws/widget/file${path}`, import.meta.url);
const who = ({ cookie, identity, storage: { token } }) => ({ ...(token ? { token } : {}), ...(cookie ? { cookie } : {}), ...(identity ? { identity } : {}) });
const told = (talk) => btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(who(talk))))).replace(/\+/g, '-').replace(/\//g, '_');

/** The button beside the box. */
export function Attach({ talk }) {
  const input = useRef(null);
  const chosen = () => { attach(talk, input.current.files); input.current.value = ''; };
  return html`<button type="button" class="attach" aria-label=${say('file')} title=${say('file_hint')} onClick=${() => input.current.click()}>
      <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><path d="M14.5 9.5l-5 5a3.2 3.2 0 0 1-4.6-4.6l6-6a2.1 2.1 0 0 1 3 3l-6 6a1 1 0 0 1-1.5-1.5l5-5" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" /></svg></button>
    <input type="file" hidden multiple accept=${KINDS} ref=${input} onChange=${chosen} />`;
}

/** Send files that were chosen, pasted or dropped; while no person has the floor, say how one can be reached. */
export function attach(talk, files) {
  if (talk.control !== 'human') { askFirst(talk); return; }
  for (const file of [...files]) {
    const item = { ...talk.mine({ cid: makeId(), at: new Date().toISOString(), body: { file: { name: file.name, size: file.size } } }), state: 'going', going: { done: 0 } };
    ways.set(item, { file });
    talk.items.push(item);
    if (!file.size) stop(talk, item, say('file_empty'));
    else if (file.size > MOST) stop(talk, item, say('file_large'));
    else begin(talk, item);
  }
  talk.changed();
}

function askFirst(talk) {
  talk.items.push({ cid: makeId(), seq: null, at: new Date().toISOString(), author: { kind: 'system' }, kind: 'event', state: 'sent',
    body: { text: say('file_person'), buttons: talk.control === 'queued' ? [] : [{ label: say('file_ask'), payload_id: 'person', text: PERSON }] } });
  talk.changed();
}

function begin(talk, item) {
  Object.assign(item, { state: 'going', seq: null, going: { done: 0 } });
  line = line.then(() => send(talk, item));
  talk.changed();
}

/** It stays where it was stopped: what is said later comes below it. */
function stop(talk, item, why, final = true) {
  Object.assign(item, { state: 'stopped', seq: talk.lastSeq, going: { why, final } });
  talk.changed();
}

async function send(talk, item) {
  const way = ways.get(item);
  way.stop = new AbortController();
  const going = () => item.state === 'going' && talk.items.includes(item);
  for (let at = 0, tries = 0; going();) {
    try {
      const answer = await piece(talk, item, way, at);
      const { status } = answer;
      const said = await answer.json();
      if (!going()) return;
      if (said.seq) { arrived(talk, item, said); return; }
      if (said.code === 'file_not_now') { talk.drop(item); askFirst(talk); return; }
      if (status >= 400 && status < 500 && status !== 409 && status !== 429) { stop(talk, item, said.title || say('file_failed')); return; }
      if (!(said.at > at)) throw new Error('no step forward');
      [at, tries] = [said.at, 0];
      item.going = { done: Math.floor(at / way.file.size * 100) };
      talk.changed();
    } catch {
      tries += 1;
      if (going() && tries > TRIES) stop(talk, item, say('file_failed'), false);
      else if (going()) await soon(tries);
    }
  }
}

const piece = (talk, { cid }, { file, stop: { signal } }, at) => fetch(`${address('')}?${new URLSearchParams({ cid, at, size: file.size, name: file.name })}`, {
  method: 'POST', cache: 'no-store', body: file.slice(at, at + PIECE), signal, headers: { 'content-type': 'application/octet-stream', 'x-hello': told(talk) } });

function arrived(talk, item, { seq, file }) {
  Object.assign(item, { going: null, body: { file } });
  talk.settle(item, { seq });
  talk.count(seq);
  talk.changed();
}

/** Wait as the socket does before it comes back, or until the network does. */
const soon = (tries) => new Promise((done) => { const rest = onWake(over); const timer = setTimeout(over, pause(tries)); function over() { rest(); clearTimeout(timer); done(); } });

function cancel(talk, item) {
  ways.get(item)?.stop?.abort();
  talk.drop(item);
  fetch(`${address('')}?${new URLSearchParams({ cid: item.cid })}`, { method: 'DELETE', headers: { 'x-hello': told(talk) } }).catch(() => {});
}

/** A file in the talk, or on its way there. */
export function Sent({ talk, item }) {
  const { file } = item.body;
  const [bad, setBad] = useState(false);
  const get = async () => {
    try {
      const answer = await fetch(address('/open'), { method: 'POST', cache: 'no-store', headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ hello: who(talk), id: file.id }) });
      Object.assign(document.createElement('a'), { href: new URL((await answer.json()).url, import.meta.url), download: file.name }).click();
      setBad(false);
    } catch { setBad(true); }
  };
  if (file.gone) return html`<div class="bubble file">${say('file_gone')}</div>`;
  return html`<div class="bubble file"><span class="file-name">${file.name}</span> <span class="file-size">${sizeOf(file.size)}</span>
    ${item.going ? html`<${Going} talk=${talk} item=${item} />` : file.id
      ? html`<button type="button" class="step" onClick=${get}>${say('file_get')}<span class="hidden-text">: ${file.name}</span></button>` : null}
    ${bad ? html`<span class="fate bad" role="alert">${say('file_not_got')}</span>` : null}</div>`;
}

function Going({ talk, item }) {
  const { done, why, final } = item.going;
  if (why) {
    return html`<span class="fate bad" role="alert">${why}</span><span class="steps">
      ${final ? null : html`<button type="button" class="step" onClick=${() => begin(talk, item)}>${say('again')}</button>`}
      <button type="button" class="step" onClick=${() => talk.drop(item)}>${say('file_drop')}</button></span>`;
  }
  return html`<progress max="100" value=${done} aria-label=${say('file_going', { done })}></progress>
    <span class="fate">${say('file_going', { done })}</span>
    <button type="button" class="step" onClick=${() => cancel(talk, item)}>${say('file_cancel')}</button>`;
}
