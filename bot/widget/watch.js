// When nobody has used the window for long: cover what was said and ask; on a shared computer wipe it after a warning.
// Going on is one key press and may be repeated without end. Nothing happens while one waits for or talks to a person.
const LOOK_MS = 5_000;
export const WARN_S = 120;

/** Watch `host`, last used at `used`; sets `talk.idle` to the moment of the wipe (or Infinity). Returns what ends the watch. */
export function watchIdle(talk, host, used, minutes = 30) {
  const use = () => { if (!talk.idle) used = Date.now(); };
  const names = ['pointerdown', 'keydown', 'wheel'];
  names.forEach((name) => host.addEventListener(name, use, { passive: true }));
  talk.used = () => { talk.idle = null; used = Date.now(); talk.changed(); };
  const look = () => {
    if (talk.idle && Date.now() > talk.idle) { talk.renew(); talk.used(); }
    if (talk.idle || !talk.items.length || talk.control === 'queued' || talk.control === 'human') return;
    if (Date.now() - used < minutes * 60_000) return;
    talk.idle = talk.storage.mode === 'shared' ? Date.now() + WARN_S * 1000 : Infinity;
    talk.changed();
  };
  const timer = setInterval(look, LOOK_MS);
  look(); // this file may have come late: what was idle until then counts
  return () => { clearInterval(timer); names.forEach((name) => host.removeEventListener(name, use)); };
}
