// Several tabs are one: whoever holds the lock has the connection, the others hear and speak through a channel. A tab
// that comes later is told by the leader what was said; when the leader goes, the next one resumes where it stands.
import { Connection } from '/static/socket.js';
import { fetchMore } from './seldom.js';

const BARREN = 2; // tries without a single frame before the other way is tried

/** A WebSocket, or plain requests where none gets through; whichever once worked stays. */
class Wire {
  constructor(path, hooks) {
    Object.assign(this, { path, hooks, barren: 0 });
    this.use(Connection);
  }

  /** Try another way, unless this one works by now. */
  turn(Way) {
    if (this.over || this.now.open) return;
    this.use(Way);
    this.now.connect();
  }

  stop() {
    this.over = true;
    this.now.stop();
  }

  use(Way) {
    this.now?.stop();
    this.now = new Way(this.path, { ...this.hooks,
      frame: (frame) => { this.barren = 0; this.hooks.frame(frame); },
      down: (code) => {
        if (code !== 1000) this.barren += 1;
        if (this.hooks.down(code) === false) return false;
        if (this.barren < BARREN || navigator.onLine === false) return true;
        this.barren = 0;
        if (Way === Connection) fetchMore().then(({ Poll }) => this.turn(Poll), () => {});
        else this.turn(Connection);
        return Way === Connection;
      } });
  }
}

export class Tabs {
  /** `hooks`: hello, frame, down, state as a wire's, and `tell()` → what a new tab must know, `learn(told)`, `heard(word)`. */
  constructor(name, path, hooks) { Object.assign(this, { name, path, hooks, wire: null, led: false }); }

  get open() { return this.wire ? this.wire.now.open : this.led; }

  start() {
    this.gone = new AbortController();
    const { signal } = this.gone;
    if (!navigator.locks || !window.BroadcastChannel) { this.lead(); return; }
    this.channel = new BroadcastChannel(this.name);
    this.channel.onmessage = ({ data }) => this.hear(data);
    this.say({ ask: true });
    navigator.locks.request(this.name, { signal }, () => {
      if (signal.aborted) return null;
      this.lead();
      return new Promise((free) => { signal.onabort = free; });
    }).catch(() => {});
  }

  lead() {
    const both = (name) => (value) => { this.say({ [name]: value }); return this.hooks[name](value); };
    this.wire = new Wire(this.path, { ...this.hooks, frame: both('frame'), down: both('down') });
    this.wire.now.connect();
  }

  /** Leave the others: the page goes, or rests in the browser's memory. */
  leave() {
    this.wire?.stop();
    this.gone?.abort();
    this.channel?.close();
    Object.assign(this, { wire: null, channel: null, led: false });
  }

  connect() { this.wire?.now.connect(); }

  resume() {
    if (this.wire) this.wire.now.resume();
    else this.say({ resume: true });
  }

  send(frame) {
    if (this.wire) return this.wire.now.send(frame);
    if (this.led) this.say({ send: frame });
    return this.led;
  }

  say(word) { this.channel?.postMessage(word); }

  hear(word) {
    if (word.ask && this.wire) this.say({ told: { ...this.hooks.tell(), open: this.open } });
    else if (word.send) this.wire?.now.send(word.send);
    else if (word.resume) this.wire?.now.resume();
    else if ('told' in word) {
      if (this.wire) return;
      this.led = word.told.open;
      this.hooks.learn(word.told);
    } else if (word.frame) {
      this.led = true;
      this.hooks.frame(word.frame);
    } else if ('down' in word) {
      this.led = false;
      this.hooks.down(word.down);
    } else this.hooks.heard(word);
  }
}
