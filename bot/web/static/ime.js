// When Enter sends. With a Korean keyboard the last syllable is still composing when Enter is pressed: sending at once
// loses or doubles it, ignoring that Enter makes people press it twice. So the Enter is remembered until the syllable is
// committed, and the message goes out exactly once.
const HANGUL_END = /[\u1100-\u11FF\u3130-\u318F\uAC00-\uD7A3]$/;
const SETTLE_MS = 60;
const SAME_TEXT_MS = 300;

/** True while a key belongs to the input method (Safari says 229 instead of isComposing). */
export const composing = (event) => event.isComposing || event.keyCode === 229;

/** True on phones and tablets without a mouse: there Enter is a new line and the button sends. */
export const touchOnly = () => matchMedia('(hover: none) and (pointer: coarse)').matches;

/**
 * Return handlers {onKeyDown, onCompositionEnd, submit} for a textarea.
 * `send(text)` is called once per message with the trimmed text; it returns false to refuse (the text then stays).
 * `clear()` empties the box and is never called during a composition.
 */
export function enterSends({ read, send, clear, enterIsNewline = touchOnly }) {
  let pending = false;
  let timer = 0;
  let last = { text: '', at: -Infinity };

  function submit() {
    pending = false;
    clearTimeout(timer);
    const text = read().trim();
    const now = performance.now();
    if (text && text === last.text && now - last.at < SAME_TEXT_MS) return;
    if (send(text) === false) return;
    last = { text, at: now };
    queueMicrotask(clear);
  }

  return {
    submit,
    onKeyDown(event) {
      const enter = event.key === 'Enter' || (composing(event) && /Enter$/.test(event.code));
      if (!enter || event.shiftKey || enterIsNewline()) { pending = false; return; }
      if (composing(event)) { pending = true; return; }
      event.preventDefault();
      submit();
    },
    onCompositionEnd(event) {
      if (!pending) return;
      const committed = event.data || '';
      timer = setTimeout(() => { if (pending && HANGUL_END.test(committed)) submit(); pending = false; }, SETTLE_MS);
    },
  };
}
