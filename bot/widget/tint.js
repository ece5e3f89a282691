// A host site's own colour, if text on it can be read.
const LEAST = 4.5;

const channel = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

/** How light a colour `#rrggbb` is, 0 to 1 (WCAG 2.2, relative luminance). */
function light(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => channel(parseInt(colour.slice(at, at + 2), 16) / 255));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Take `colour` for what one can press, unless white text on it would be hard to read: then ours stays. */
export function tint(host, colour) {
  if (!colour) return;
  if (!/^#[0-9a-f]{6}$/i.test(colour) || 1.05 / (light(colour) + 0.05) < LEAST) {
    console.warn(`iljari-talk: ${colour} is no #rrggbb on which white text is readable (${LEAST}:1)`);
    return;
  }
  host.dataset.tint = '';
  host.style.setProperty('--tint', colour);
}
