// Finding a Korean word by its beginning, anywhere in it, or by its initial consonants: "ㅇㅅ" finds "인사".
const INITIALS = [...'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ'];
const FIRST = 0xac00;
const LAST = 0xd7a3;
const PER_INITIAL = 588;

/** "인사말 A" -> "ㅇㅅㅁ A" */
export const initials = (text) => [...text].map((c) => {
  const code = c.charCodeAt(0);
  return code >= FIRST && code <= LAST ? INITIALS[Math.floor((code - FIRST) / PER_INITIAL)] : c;
}).join('');

/** How well `typed` finds `text`: 0 not at all, more is better. */
export function fits(typed, text) {
  const [wanted, whole] = [typed.trim().toLowerCase(), text.toLowerCase()];
  if (!wanted) return 1;
  if (whole.startsWith(wanted)) return 4;
  if (whole.includes(wanted)) return 3;
  const short = initials(whole);
  return short.startsWith(wanted) ? 2 : short.includes(wanted) ? 1 : 0;
}
