// What may stay in the browser, and where. By default it goes with the tab; on one's own device one may keep it longer;
// on a shared computer nothing anybody wrote is kept at all. Never what was said, only what could not be sent yet.
const NAME = 'iljari-talk';
const MOST = 20;
const LONGEST_MS = 24 * 3_600_000;

/** One named value in a storage that may be forbidden, full or away. */
function slot(place, name) {
  return {
    get() { try { return window[place].getItem(name); } catch { return null; } },
    set(value) {
      try {
        if (value === null) window[place].removeItem(name);
        else window[place].setItem(name, value);
      } catch { /* then it lives as long as the page */ }
    },
  };
}

export class Storage {
  constructor(shared) {
    this.places = ['sessionStorage', 'localStorage'].map((place) => ({
      token: slot(place, NAME), unsent: slot(place, `${NAME}.unsent`), forget: slot(place, `${NAME}.forget`) }));
    this.choices = slot('localStorage', `${NAME}.choices`);
    this.memory = {};
    this.always = shared;
  }

  get mode() { return this.always ? 'shared' : this.chosen('place') ?? 'tab'; }

  /** `own` device, `tab` only, or a `shared` computer: what is kept moves there at once. */
  set mode(mode) {
    const { token } = this;
    const unsent = this.unsent();
    this.wipe();
    this.choose('place', mode);
    this.token = token;
    this.keep(unsent);
  }

  get place() { return this.places[this.mode === 'own' ? 1 : 0]; }
  get token() { return this.place.token.get() ?? this.memory.token ?? null; }
  set token(value) { this.memory.token = value; this.place.token.set(value); }
  get forget() { return this.place.forget.get() ?? this.memory.forget ?? null; }
  set forget(value) { this.memory.forget = value; this.place.forget.set(value); }

  wipe() {
    this.memory = {};
    this.places.forEach(({ token, unsent }) => { token.set(null); unsent.set(null); });
  }

  /** Keep what is still on its way out; a shared computer keeps none of it. */
  keep(items) {
    const few = items.slice(-MOST).map(({ cid, asked, body, at }) => ({ cid, asked, body, at }));
    this.place.unsent.set(few.length && this.mode !== 'shared' ? JSON.stringify(few) : null);
  }

  unsent() {
    try {
      return JSON.parse(this.place.unsent.get() ?? '[]').filter(({ at }) => Date.now() - Date.parse(at) < LONGEST_MS);
    } catch { return []; }
  }

  /** How the person likes it: language, size, contrast, place. Nothing personal. */
  chosen(name) {
    try { return JSON.parse(this.choices.get() ?? '{}')[name]; } catch { return undefined; }
  }

  choose(name, value) {
    let all = {};
    try { all = JSON.parse(this.choices.get() ?? '{}'); } catch { /* written by somebody else: begin anew */ }
    this.choices.set(JSON.stringify({ ...all, [name]: value }));
  }
}
