// What the counselor's desk knows. The API is the truth; the socket only says when to ask again, and a slow poll makes
// even that optional.
import { Connection } from '/static/socket.js';
import { secondsSince } from '/static/when.js';
import { cancelFile, sendFile } from './attachments.js';
import { get, post, postLeaving } from './api.js';
import { detailOf, messageOf, queueOf, talkOf } from './shapes.js';

const SILENT_MS = 15_000;
const ANYWAY_MS = 60_000;
const PING_MS = 10_000;
const TOGETHER_MS = 120;
const OVERLAP = 10;
const TYPING_MS = 3_000;
const DRAFT_MS = 600;
const LABELS = { age: '나이', region: '지역', gender: '성별', employment_status: '일하는 상태', ei_unit_days_18m: '고용보험 날수(18개월)',
  leave_reason: '그만둔 까닭', months_since_leaving: '그만둔 지(달)', household_size: '가구원 수', household_monthly_income: '가구 월 소득',
  median_income_pct: '중위소득(%)' };
const TOAST_MS = 8_000;
const SIGNED_OUT = 4401;

export class Desk {
  constructor(me, { changed, arrived, signedOut }) {
    Object.assign(this, { me, changed, arrived, signedOut, queue: [], mine: [], selected: null, detail: null, messages: [],
      toasts: [], typing: {}, deferred: [], transfers: [], standing: null, found: null, lookers: {}, waits: new Map(), drafts: new Map(), kept: new Map(), seen: new Map(), sending: [], up: false, loaded: false, failed: null, heard: 0,
      looked: 0, leaving: () => this.sendDrafts() });
    this.connection = new Connection('/ws/console', {
      pingMs: PING_MS, frame: (frame) => this.hint(frame), down: (code) => this.down(code),
    });
  }

  start() {
    this.connection.connect();
    addEventListener('pagehide', this.leaving);
    this.refresh();
    this.timer = setInterval(() => {
      const now = Date.now();
      if (now - Math.max(this.heard, this.looked) > SILENT_MS || now - this.looked > ANYWAY_MS) this.refresh({ background: true });
    }, 5_000);
  }

  stop() {
    clearInterval(this.timer);
    removeEventListener('pagehide', this.leaving);
    this.connection.stopped = true;
    this.connection.socket?.close();
  }

  // ---- listening

  hint(frame) {
    this.heard = Date.now();
    const came = !this.up;
    this.up = true;
    if (frame.type === 'typing') this.citizenTypes(frame);
    else if (frame.type === 'viewing') { this.lookers[frame.conversation_id] = frame.staff; this.changed(); }
    else if (frame.type !== 'pong') this.lookSoon(frame.type !== 'message' || frame.conversation_id === this.selected);
    if (came || frame.type === 'typing') this.changed();
  }

  /** Ask again in a moment, so that several hints are one look; `open`: what is open may have changed, too. */
  lookSoon(open) {
    this.wantsOpen ||= open;
    this.soon ??= setTimeout(() => {
      const also = this.wantsOpen;
      this.soon = this.wantsOpen = undefined;
      this.refresh({ background: true, open: also });
    }, TOGETHER_MS);
  }

  down(code) {
    this.up = false;
    this.changed();
    if (code !== SIGNED_OUT) return undefined;
    this.signedOut();
    return false;
  }

  citizenTypes({ conversation_id: id, on = true, ttl = 6, author }) {
    if ((author?.kind ?? author) === 'counselor') return;
    clearTimeout(this.typing[id]?.timer);
    this.typing[id] = on ? { timer: setTimeout(() => { delete this.typing[id]; this.changed(); }, ttl * 1000) } : undefined;
  }

  /** Ask for the lists and, unless told otherwise, for what is open. */
  async refresh({ background = false, open = true } = {}) {
    this.looked = Date.now();
    this.asked = (this.asked ?? 0) + 1;
    const { asked } = this;
    try {
      const [queue, mine] = await Promise.all([get('queue', background), get('conversations?scope=mine', background)]);
      if (asked !== this.asked) return this.lookSoon(open);
      const known = new Set(this.queue.map((item) => item.id));
      const heldBefore = this.transfers.length + this.mine.reduce((sum, talk) => sum + this.unread(talk), 0);
      this.queue = queueOf(queue);
      this.deferred = queueOf({ items: queue.deferred ?? [] });
      this.transfers = queueOf({ items: queue.transfers ?? [] });
      this.standing = queue.standing ?? null;
      this.mine = talkOf(mine);
      this.takeDrafts();
      const more = this.transfers.length + this.mine.reduce((sum, talk) => sum + this.unread(talk), 0) > heldBefore;
      if (this.loaded && (more || this.queue.some((item) => !known.has(item.id)))) this.arrived();
      this.failed = null;
      this.loaded = true;
      if (this.selected && open) await this.load(this.selected, background);
    } catch (problem) {
      this.trouble(problem);
    }
    return this.changed();
  }

  async load(id, background = false) {
    const after = Math.max(0, (this.messages.at(-1)?.seq ?? 0) - OVERLAP);
    const [detail, page] = await Promise.all([
      get(`conversations/${id}`, background), get(`conversations/${id}/messages?after_seq=${after}`, background),
    ]);
    if (this.selected !== id) return;
    this.detail = detailOf(detail);
    this.merge(messageOf(page));
    const newest = this.messages.at(-1)?.seq ?? 0;
    if (newest > (this.seen.get(id) ?? 0)) {
      this.seen.set(id, newest);
      post(`conversations/${id}/read`, { seq: newest }).catch(() => {});
    }
  }

  // ---- drafts: kept on the server a moment after the last key, so that a dead tab loses nothing

  /** Take what another tab of mine wrote or sent, unless I have written here since. */
  takeDrafts() {
    this.mine.forEach(({ id, draft }) => {
      const here = this.drafts.get(id)?.text ?? '';
      if (here !== (this.kept.get(id) ?? '') || this.waits.has(id)) return;
      this.kept.set(id, draft?.text ?? '');
      if (draft || here) this.drafts.set(id, draft ?? { text: '', note: false });
    });
  }

  keepDraft(id, text, note) {
    if ((this.drafts.get(id)?.text ?? '') === text && (this.drafts.get(id)?.note ?? false) === note) return;
    this.drafts.set(id, { text, note });
    clearTimeout(this.waits.get(id));
    const wait = setTimeout(() => this.sendDraft(id, wait), DRAFT_MS);
    this.waits.set(id, wait);
  }

  sendDraft(id, wait) {
    const draft = this.drafts.get(id);
    this.kept.set(id, draft.text);
    postLeaving(`conversations/${id}/draft`, draft).catch(() => {}).then(() => { if (this.waits.get(id) === wait) this.waits.delete(id); });
  }

  /** The page goes away: what still waited for its moment is sent now. */
  sendDrafts() {
    this.waits.forEach((wait, id) => { clearTimeout(wait); this.sendDraft(id, wait); });
  }

  /** Add messages by seq; what they confirm is no longer on its way. */
  merge(fresh) {
    const known = this.messages.at(-1)?.seq ?? 0;
    const bySeq = new Map([...this.messages, ...fresh].map((message) => [message.seq, message]));
    this.messages = [...bySeq.values()].sort((a, b) => a.seq - b.seq);
    const arrived = new Set(this.messages.map((message) => message.cid).filter(Boolean));
    this.sending = this.sending.filter((line) => !arrived.has(line.cid));
    if (fresh.some((message) => message.author.kind === 'citizen' && message.seq > known)) delete this.typing[this.selected];
  }

  trouble(problem) {
    if (problem.status === 401) this.signedOut();
    else if (problem.status === 404) this.leave();
    else this.failed = problem.message;
  }

  // ---- doing

  async select(id) {
    if (this.selected === id) return;
    Object.assign(this, { selected: id, detail: null, messages: [], opening: Boolean(id) });
    this.connection.send({ type: 'view', viewing: id });
    this.changed();
    if (!id) return;
    const found = await this.attempt(() => this.load(id));
    this.opening = false;
    if (!found && this.selected === id) this.selected = null;
    this.changed();
  }

  /** Leave what may no longer be read: I ended it, or another counselor took it. */
  leave(wanted = false) {
    if (this.detail?.handoff?.transfer_to) this.toast('넘긴 상담을 동료가 받았어요.');
    else if (!wanted && this.ending !== this.selected) this.toast('이 상담은 더 볼 수 없어요. 다른 상담사가 맡았거나 끝났어요.', true);
    Object.assign(this, { selected: null, detail: null, messages: [] });
  }

  /** Take a handoff over; when another was quicker, say who. */
  async accept(handoff, conversation, epoch) {
    const take = (body) => post(`handoffs/${handoff}/accept`, body);
    const mine = await this.attempt(() => take({ epoch }).catch((problem) => {
      if (problem.code === 'closed' && confirm(`${problem.message} 그래도 지금 맡을까요?`)) return take({ epoch, after_hours: true });
      throw problem;
    }), (problem) => (problem.code === 'taken' ? `이미 ${named(problem.owner_name)}가 맡았어요.` : problem.message));
    await this.refresh();
    if (mine) await this.select(conversation);
  }

  /** Take over the talk that is open and that nobody asked a person for. */
  async seize() {
    await this.attempt(() => post(`conversations/${this.selected}/seize`));
    await this.refresh();
  }

  async decline(handoff) { await this.attempt(() => post(`handoffs/${handoff}/decline`)); await this.refresh(); }

  async refuseTransfer(handoff) { await this.attempt(() => post(`handoffs/${handoff}/transfer/decline`)); await this.refresh(); }

  async takeTransfer(item) {
    const mine = await this.attempt(() => post(`handoffs/${item.id}/transfer/accept`));
    await this.refresh();
    if (mine) await this.select(item.conversation);
  }

  async search(words) {
    this.found = null;
    if (words.trim()) await this.attempt(async () => { this.found = talkOf(await get(`conversations?q=${encodeURIComponent(words.trim())}`)); });
    this.changed();
  }

  /** Take my own fresh line back. */
  async undo(seq) {
    await this.attempt(() => post(`conversations/${this.selected}/messages/undo`, { seq }));
    await this.refresh();
  }

  /** What a fact is called: as the citizen's own card calls it, else in plain words. */
  labelOf(name) { return LABELS[name] ?? name; }

  async say(text, visibility, card = null) {
    const line = { card, cid: makeId(), conversation: this.selected, epoch: this.detail?.epoch, text, visibility, state: 'sending' };
    this.sending.push(line);
    await this.deliver(line);
  }

  async deliver(line) {
    line.state = 'sending';
    this.changed();
    try {
      const stored = await this.sent(line);
      if (line.conversation === this.selected) this.merge(messageOf([stored.message ?? stored]));
      this.sending = this.sending.filter((other) => other !== line);
      await this.refresh();
    } catch (problem) {
      Object.assign(line, { state: 'failed', why: problem.message, final: problem.status === 409 });
      if (problem.status === 401) this.signedOut();
      if (problem.status === 409) await this.refresh();
    }
    this.changed();
  }

  /** Send a file to the citizen. */
  async sendFile(file) {
    const line = { file, done: 0, cid: makeId(), conversation: this.selected, epoch: this.detail?.epoch, text: '', visibility: 'public', state: 'sending' };
    this.sending.push(line);
    await this.deliver(line);
  }

  /** Do not send it after all. */
  stop(line) {
    line.stop?.abort();
    cancelFile(line);
    this.drop(line);
  }

  async sent(line) {
    if (!line.file) {
      return post(`conversations/${line.conversation}/messages`, {
        client_msg_id: line.cid, text: line.text, visibility: line.visibility, expect_epoch: line.epoch,
        ...(line.card ? { card: { kind: line.card.kind, id: line.card.id } } : {}),
      });
    }
    line.stop = new AbortController();
    return sendFile({ ...line, signal: line.stop.signal }, (done) => { line.done = done; this.changed(); });
  }

  drop(line) {
    this.sending = this.sending.filter((other) => other !== line);
    this.changed();
  }

  giveBack(handoff, mode, outcome) { return this.end(`handoffs/${handoff}/return`, { mode, outcome }, '봇에게 돌려줬어요.'); }

  resolve(handoff, outcome, csat) { return this.end(`handoffs/${handoff}/resolve`, { outcome, csat }, '상담을 끝냈어요.'); }

  async end(path, body, done) {
    this.ending = this.selected;
    const ok = await this.attempt(() => post(path, body));
    if (ok) {
      this.toast(done);
      this.leave();
    }
    this.ending = null;
    await this.refresh();
    return ok;
  }

  writing() {
    const now = Date.now();
    if (now - (this.wroteAt ?? 0) < TYPING_MS || !this.selected) return;
    this.wroteAt = now;
    post(`conversations/${this.selected}/typing`).catch(() => {});
  }

  async attempt(action, words = (problem) => problem.message) {
    try {
      await action();
      return true;
    } catch (problem) {
      if (problem.status === 401) this.signedOut();
      else this.toast(words(problem), true);
      return false;
    }
  }

  toast(text, bad = false) {
    const toast = { text, bad, key: makeId() };
    this.toasts = [...this.toasts.slice(-2), toast];
    setTimeout(() => { this.toasts = this.toasts.filter((other) => other !== toast); this.changed(); }, TOAST_MS);
    this.changed();
  }

  /** Citizen messages not looked at yet in a talk that is not open. */
  unread(talk) {
    if (talk.id === this.selected) return 0;
    if (talk.unread !== null) return talk.unread;
    return talk.lastSeq > (this.seen.get(talk.id) ?? 0) && talk.waitingSince ? 1 : 0;
  }

  get longestWait() { return Math.max(0, ...this.queue.map((item) => secondsSince(item.since))); }
}

/** "김하나" -> "김하나 상담사" */
export const named = (name) => (!name ? '다른 상담사' : name.endsWith('상담사') ? name : `${name} 상담사`);

const makeId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
