// A WebSocket that comes back: exponential back-off with full jitter, a heartbeat that notices half-open connections,
// and an immediate try when the page or the network wakes up. It knows nothing of what the frames mean.
const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;
const PING_MS = 25_000;
const PONG_MS = 10_000;
const PROBE_MS = 4_000;

/** How long to wait before the next try: anything up to 1, 2, 4 … 30 s, so that a crowd does not come back at once. */
export const pause = (attempt) => Math.random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);

/** Call `wake` when the page or the network wakes up; returns what ends that. */
export function onWake(wake) {
  const woken = () => { if (document.visibilityState !== 'hidden') wake(); };
  const places = [[window, 'online'], [window, 'pageshow'], [document, 'visibilitychange']];
  places.forEach(([place, name]) => place.addEventListener(name, woken));
  return () => places.forEach(([place, name]) => place.removeEventListener(name, woken));
}

export class Connection {
  /** `hello()` makes the first frame (or null), `frame(object)` gets every frame, `down(code)` may return false to
      stop for good. A `ping` goes out every `pingMs`; an answer that stays away ends the connection. */
  constructor(path, { hello = () => null, frame, down, pingMs = PING_MS }) {
    const url = new URL(path, import.meta.url);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    Object.assign(this, { url: url.href, hello, frame, down, pingMs, attempt: 0, socket: null, stopped: false });
    this.unwake = onWake(() => (this.open ? this.probe(PROBE_MS) : this.connect()));
  }

  get open() { return this.socket?.readyState === WebSocket.OPEN; }

  connect() {
    if (this.stopped || (this.socket && this.socket.readyState <= WebSocket.OPEN)) return;
    clearTimeout(this.retry);
    const socket = new WebSocket(this.url);
    this.socket = socket;
    this.listen(PONG_MS);
    socket.onopen = () => {
      const first = this.hello();
      if (first) this.send(first);
      this.beat();
    };
    socket.onmessage = (event) => this.receive(socket, event.data);
    socket.onclose = (event) => { if (this.socket === socket) this.lost(event.code); };
  }

  /** Send one frame; false when there is no connection (the caller keeps what matters). */
  send(object) {
    if (!this.open) return false;
    this.socket.send(JSON.stringify(object));
    return true;
  }

  /** Drop this connection and make a new one at once, to be sent what was missed. */
  resume() {
    const old = this.socket;
    this.lost(1000, 0);
    old?.close();
  }

  /** End for good. */
  stop() {
    this.stopped = true;
    this.unwake();
    this.rest();
    this.socket?.close();
    this.socket = null;
  }

  receive(socket, data) {
    if (socket !== this.socket) return;
    clearTimeout(this.deaf);
    const object = JSON.parse(data);
    this.attempt = 0;
    this.frame(object);
  }

  beat() {
    clearInterval(this.pulse);
    this.pulse = setInterval(() => this.probe(PONG_MS), this.pingMs);
  }

  probe(patience) {
    this.send({ type: 'ping' });
    this.listen(patience);
  }

  /** Something must be heard within so many milliseconds. */
  listen(patience) {
    clearTimeout(this.deaf);
    this.deaf = setTimeout(() => { const old = this.socket; this.lost(1006); old?.close(); }, patience);
  }

  rest() {
    clearInterval(this.pulse);
    clearTimeout(this.deaf);
    clearTimeout(this.retry);
  }

  lost(code, wait = null) {
    this.rest();
    this.socket = null;
    if (this.down(code) === false) { this.stopped = true; this.unwake(); return; }
    this.attempt += 1;
    if (!this.stopped) this.retry = setTimeout(() => this.connect(), wait ?? pause(this.attempt - 1));
  }
}
