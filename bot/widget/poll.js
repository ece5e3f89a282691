// The same frames as the socket's, in plain requests, for networks that let no WebSocket through. Each request says who
// asks and how far they are, so a lost one costs nothing; one stays open until there is news.
import { onWake, pause } from '/static/socket.js';

const PATIENCE_MS = 35_000;

export class Poll {
  /** As `Connection`, and `state()`: who speaks as far as we know, so that only a change is news. */
  constructor(path, { hello, frame, down, state }) {
    Object.assign(this, { url: new URL(`${path}/poll`, import.meta.url).href, hello, frame, down, state, attempt: 0, open: false, out: [] });
    this.unwake = onWake(() => this.connect());
  }

  connect() {
    if (this.stopped || this.round) return;
    clearTimeout(this.retry);
    this.round = new AbortController();
    this.run(this.round);
  }

  async run(round) {
    try {
      await this.ask(round, {});
      this.attempt = 0;
      while (this.round === round) await this.ask(round, { wait: true, state: this.state() });
    } catch (error) {
      if (this.round === round) this.lost(error.code ?? 1006);
    }
  }

  /** Send one frame; false when nobody answers us. What a socket needs to stay alive is not needed here. */
  send(object) {
    if (!this.open) return false;
    if (object.type === 'ping' || object.type === 'rcv') return true;
    this.out.push(object);
    this.flush();
    return true;
  }

  async flush() {
    const { round } = this;
    if (this.busy || !this.out.length) return;
    this.busy = true;
    try {
      while (this.out.length && this.round === round) await this.ask(round, { frames: this.out.splice(0, 10) });
    } catch (error) {
      if (this.round === round) this.lost(error.code ?? 1006);
    }
    this.busy = false;
  }

  async ask(round, more) {
    const late = setTimeout(() => round.abort(), PATIENCE_MS);
    try {
      const answer = await fetch(this.url, { method: 'POST', cache: 'no-store', signal: round.signal,
        headers: { 'content-type': 'application/json' }, body: JSON.stringify({ hello: this.hello(), ...more }) });
      if (!answer.ok) throw Object.assign(new Error(), { code: answer.status === 403 ? 1008 : 1013 });
      const { frames } = await answer.json();
      if (this.round !== round) return;
      this.open = true;
      for (const frame of frames) {
        if (this.round !== round) return;
        if (frame.type === 'bye') throw Object.assign(new Error(), { code: frame.code });
        this.frame(frame);
      }
    } finally { clearTimeout(late); }
  }

  resume() { this.lost(1000, 0); }

  stop() {
    this.stopped = true;
    this.unwake();
    this.rest();
  }

  rest() {
    clearTimeout(this.retry);
    this.round?.abort();
    Object.assign(this, { round: null, open: false, out: [] });
  }

  lost(code, wait = null) {
    this.rest();
    if (this.down(code) === false) { this.stop(); return; }
    this.attempt += 1;
    if (!this.stopped) this.retry = setTimeout(() => this.connect(), wait ?? pause(this.attempt - 1));
  }
}
