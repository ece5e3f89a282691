// A short, soft double tone for a new person in the queue. Off until the counselor turns it on; only that wish is kept.
const KEY = 'iljari-console-sound';

export const soundOn = {
  read: () => { try { return localStorage.getItem(KEY) === 'on'; } catch { return false; } },
  write: (on) => { try { localStorage.setItem(KEY, on ? 'on' : 'off'); } catch { /* private window: kept for now only */ } },
};

let audio = null;

export function chime() {
  audio ??= new AudioContext();
  if (audio.state === 'suspended') audio.resume().catch(() => {});
  [660, 880].forEach((pitch, at) => tone(pitch, audio.currentTime + at * 0.16));
}

function tone(pitch, from) {
  const [note, loud] = [audio.createOscillator(), audio.createGain()];
  note.frequency.value = pitch;
  loud.gain.setValueAtTime(0.0001, from);
  loud.gain.exponentialRampToValueAtTime(0.15, from + 0.02);
  loud.gain.exponentialRampToValueAtTime(0.0001, from + 0.22);
  note.connect(loud).connect(audio.destination);
  note.start(from);
  note.stop(from + 0.25);
}
