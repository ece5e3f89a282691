// The talk as this window knows it: messages by seq, what is still on its way out, who may speak.
// The server is the truth; what was said is never kept in the browser.
import { Tabs } from './tabs.js';

const ACK_MS = 8_000;
const TRIES = 3;
const GAP_MS = 1_500;
const LATE_MS = 3_000;
const TYPING_MS = 3_000;
const SHOWN_MS = 60; // screen readers look at what was drawn a moment later

export class Talk {
  /** `goesOn`: the token of a link from another door, whose talk goes on here; it works once. `emit(name, detail)` tells
      the host page. `cookie`: our own page, where the session is a cookie. */
  constructor({ path, storage, changed, emit, settings, cookie = false, goesOn = null }) {
    Object.assign(this, { storage, changed, emit, settings, cookie, goesOn, items: [], control: 'bot', told: 'bot', practice: false, notice: '',
      live: false, fresh: true, news: false, late: false, typing: null, unread: 0, watching: false, lastSeq: 0, seen: new Set(), dead: null, talk: null,
      tab: crypto.randomUUID?.() ?? String(Math.random()) });
    this.connection = new Tabs('iljari-talk', path, {
      hello: () => this.hello(),
      frame: (frame) => { this[`on_${frame.type}`]?.(frame); this.changed(); },
      down: (code) => this.down(code),
      state: () => ({ control: this.control, position: this.position, counselor: this.counselor }),
      tell: () => this.tell(),
      learn: (told) => this.learn(told),
      heard: (word) => { if ('wiped' in word) this.wipe(word.wiped); else this.unread = 0; this.changed(); },
    });
    this.items = storage.unsent().map((item) => this.mine(item));
    this.away = () => { this.connection.leave(); this.live = false; this.clear(({ state }) => state !== 'sent'); };
    this.back = ({ persisted }) => { if (persisted) this.start(); };
  }

  /** Who we are and how far: a link's token the first time, then the session's. */
  hello() {
    const { goesOn, cookie, talk, identity, storage: { token, forget } } = this;
    const who = goesOn ? { continue: goesOn } : token ? { token } : {};
    return { type: 'hello', ...who, last_seq: this.lastSeq, tab: this.tab, ...(talk ? { talk } : {}), ...(cookie ? { cookie } : {}),
      ...(identity ? { identity } : {}), ...(forget ? { forget: forget === 'cookie' ? true : forget } : {}) };
  }

  start() {
    this.connection.start();
    addEventListener('pagehide', this.away);
    addEventListener('pageshow', this.back);
    this.expectLate();
  }

  stop() {
    this.away();
    removeEventListener('pagehide', this.away);
    removeEventListener('pageshow', this.back);
    clearTimeout(this.lateTimer);
    this.lateTimer = null;
  }

  get up() { return this.connection.open && this.live; }

  // ---- what the citizen does

  /** Say a text or press a button {label, payload_id}; it is shown at once and sent until it is acknowledged. */
  say({ text, button }) {
    const asked = button ? { payload_id: button.payload_id } : { text };
    const item = this.mine({ cid: makeId(), at: new Date().toISOString(), body: { text: text ?? button.label }, asked });
    this.items.push(item);
    this.keep();
    this.deliver(item);
    this.changed();
  }

  mine(said) { return { ...said, seq: null, author: { kind: 'citizen' }, kind: 'text', state: 'sending', tries: 0 }; }

  again(item) {
    Object.assign(item, { state: 'sending', tries: 0, refusal: null, cid: item.refusal ? makeId() : item.cid });
    this.keep();
    this.deliver(item);
    this.changed();
  }

  drop(item) {
    this.items = this.items.filter((other) => other !== item);
    this.keep();
    this.changed();
  }

  /** Wipe this talk here and at the server, and begin as somebody new. Without a connection the server hears of it later. */
  renew() {
    const wiped = this.cookie ? 'cookie' : this.storage.token;
    this.wipe(wiped);
    this.connection.say({ wiped });
    this.connection.resume();
    this.changed();
  }

  wipe(forget) {
    this.storage.wipe();
    if (forget) this.storage.forget = forget;
    Object.assign(this, { identity: null, dead: null, control: 'bot', notice: '' });
    this.clear();
  }

  /** A host site says who this is, with its server's word for it; the talk is then theirs on every device. */
  identify(user, hmac) {
    this.identity = { user: String(user), hmac: String(hmac) };
    if (this.connection.open) this.connection.resume();
  }

  writing() {
    const now = performance.now();
    if (this.control !== 'human' || now - (this.wroteAt ?? -Infinity) < TYPING_MS) return;
    this.wroteAt = now;
    this.connection.send({ type: 'typing' });
  }

  /** Have the centre forget it all. Without a connection it is asked as soon as there is one. */
  erase() {
    this.erasing = true;
    this.connection.send({ type: 'erase' });
  }

  watch(open) {
    this.watching = open;
    if (open && this.unread) {
      this.unread = 0;
      this.connection.say({ read: true });
    }
    this.changed();
  }

  deliver(item) {
    clearTimeout(item.timer);
    if (!this.live) return;
    this.tellContext();
    if (!this.connection.send({ type: 'msg', cid: item.cid, ...item.asked })) return;
    item.tries += 1;
    item.timer = setTimeout(() => this.unanswered(item), ACK_MS * 2 ** (item.tries - 1));
  }

  /** Where on the host site the citizen is, told with their next words and once. */
  tellContext() {
    const { context } = this.settings;
    const said = JSON.stringify(context ?? null);
    if (context && said !== this.toldContext && this.connection.send({ type: 'context', context })) this.toldContext = said;
  }

  unanswered(item) {
    if (item.state !== 'sending') return;
    if (item.tries >= TRIES) item.state = 'failed';
    else this.deliver(item);
    this.changed();
  }

  // ---- what the server says

  on_welcome({ token, practice, control, notice, talk }) {
    if (token) this.storage.token = token;
    this.storage.forget = null;
    this.goesOn = null;
    Object.assign(this, { practice: Boolean(practice), control: control ?? this.control, notice: notice ?? '', talk: talk ?? null, dead: null });
  }

  on_live({ seq }) {
    this.live = this.news = true;
    this.late = false;
    this.fresh &&= this.items.some(({ state }) => state === 'sent');
    this.lastSeq = Math.max(this.lastSeq, seq ?? 0);
    clearTimeout(this.gap);
    if (this.erasing) this.erase();
    this.items.filter((item) => item.state === 'sending').forEach((item) => this.deliver(item));
  }

  /** What was said before is on the screen: what comes from now on is read out. */
  shown() {
    if (this.live && this.fresh) setTimeout(() => { this.fresh = !this.live; this.changed(); }, SHOWN_MS);
  }

  on_reset() { this.clear((item) => item.state !== 'sent'); }

  on_msg(frame) {
    if (this.seen.has(frame.seq) || (this.live && frame.seq <= this.lastSeq && !frame.cid)) return;
    const own = frame.cid && this.items.find((item) => item.cid === frame.cid);
    if (own?.going) Object.assign(own, { going: null, body: frame.body });
    if (own) this.settle(own, frame);
    else this.items.push({ ...frame, body: frame.body ?? {}, author: frame.author ?? { kind: 'bot' }, state: 'sent' });
    if (frame.body?.event === 'erased') this.erasing = false;
    if (frame.author?.kind !== 'citizen') this.heard();
    this.count(frame.seq);
    this.connection.send({ type: 'rcv', seq: frame.seq });
    if (this.news) this.emit('message', { seq: frame.seq, author: frame.author?.kind ?? 'bot', at: frame.at });
  }

  on_ack({ cid, seq }) {
    const own = this.items.find((item) => item.cid === cid);
    if (!own) return; // said in another tab: the message itself follows
    this.settle(own, { seq });
    this.count(seq);
  }

  on_refused({ cid, code, text }) {
    const own = this.items.find((item) => item.cid === cid);
    if (own) {
      clearTimeout(own.timer);
      Object.assign(own, { state: 'refused', refusal: { code, text } });
      this.keep();
    } else if (text) {
      this.items.push({ cid: makeId(), seq: null, author: { kind: 'system' }, kind: 'event', body: { text }, state: 'sent' });
    }
  }

  on_state({ control, position, counselor }) {
    const name = typeof counselor === 'object' ? counselor?.name : counselor;
    Object.assign(this, { control, position: position ?? null, counselor: name ?? null });
    if (control !== 'bot') this.typing = null;
    if (control !== this.told) this.emit('handoff', { control: this.told = control, counselor: this.counselor });
  }

  on_typing({ on, ttl, author }) {
    clearTimeout(this.quiet);
    this.typing = on ? { kind: author?.kind ?? author ?? 'bot', name: author?.name } : null;
    if (on) this.quiet = setTimeout(() => { this.typing = null; this.changed(); }, (ttl ?? 6) * 1000);
  }

  // ---- what tabs tell each other

  tell() {
    const { control, position, counselor, practice, notice, talk, unread, lastSeq, live, identity } = this;
    return { control, position, counselor, practice, notice, talk, unread, lastSeq, live, identity, token: this.storage.token,
      items: this.items.filter((item) => item.state === 'sent').map(({ timer, ...item }) => item) };
  }

  learn({ token, items, open, ...told }) {
    if (token) this.storage.token = token;
    const unsent = this.items.filter((item) => item.state !== 'sent' && !items.some(({ cid }) => cid && cid === item.cid));
    Object.assign(this, told, { items: [...items, ...unsent], seen: new Set(items.map(({ seq }) => seq)) });
    if (this.live) this.on_live({ seq: this.lastSeq });
    this.changed();
  }

  // ---- keeping count

  heard() {
    this.typing = null;
    if (this.news && !this.watching) this.unread += 1;
  }

  settle(item, { seq, at }) {
    clearTimeout(item.timer);
    Object.assign(item, { seq: seq ?? item.seq, at: at ?? item.at, state: 'sent', refusal: null });
    this.keep();
  }

  keep() { this.storage.keep(this.items.filter(({ state }) => state === 'sending' || state === 'failed')); }

  /** Note a seq as seen; a hole that stays open for a moment is asked for again by resuming. */
  count(seq) {
    if (!seq) return;
    this.seen.add(seq);
    if (!this.live) this.lastSeq = Math.max(this.lastSeq, seq);
    while (this.seen.has(this.lastSeq + 1)) this.lastSeq += 1;
    this.items.sort((a, b) => (a.seq ?? Infinity) - (b.seq ?? Infinity) || 0);
    clearTimeout(this.gap);
    if (this.live && Math.max(...this.seen) > this.lastSeq) this.gap = setTimeout(() => this.connection.resume(), GAP_MS);
  }

  clear(stays = () => false) {
    this.items.forEach((item) => clearTimeout(item.timer));
    this.items = this.items.filter(stays);
    this.seen.clear();
    Object.assign(this, { lastSeq: 0, unread: 0, typing: null, live: false, fresh: true, news: false, talk: null });
    clearTimeout(this.gap);
  }

  down(code) {
    this.live = false;
    this.typing = null;
    this.items.forEach((item) => { clearTimeout(item.timer); item.tries = 0; });
    if (code === 4401) this.wipe();
    if (code === 1008) { this.dead = true; this.emit('error', { code: 'refused' }); }
    this.expectLate();
    this.changed();
    return code !== 1008;
  }

  expectLate() {
    this.lateTimer ??= setTimeout(() => { this.lateTimer = null; this.late = !this.up; this.changed(); }, LATE_MS);
  }
}

/** A UUIDv7, so that ids sort by time; getRandomValues also works where randomUUID does not (plain http hosts). */
export function makeId() {
  const time = Date.now().toString(16).padStart(12, '0');
  const chance = [...crypto.getRandomValues(new Uint8Array(9))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${chance.slice(0, 3)}-a${chance.slice(3, 6)}-${chance.slice(6)}`;
}
