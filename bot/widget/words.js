// What the widget itself says, from catalogue.json. Korean is there from the start; another language is fetched when a
// person chooses it. What the bot and the counselors say stays in Korean.
import KOREAN from 'data:words';
import LANGUAGES from 'data:languages';
import PHONE from 'data:phone';
import { labels } from '/static/labels.js';
import { timesIn } from '/static/dates.js';

export const MAX_TEXT = 2000;
export { LANGUAGES, PHONE };

const korean = { ...KOREAN };
for (const name in labels) korean[`label_${name}`] = labels[name];
let words = korean;
let spoken = 'ko';

/** The language that is spoken now. */
export const language = () => spoken;

/** Return the words of that name, with those `{facts}` filled in that are known. */
export const say = (name, facts = {}) => (words[name] ?? korean[name]).replace(/\{(\w+)\}/g, (mark, fact) => facts[fact] ?? mark);

/** Know more Korean words, those of what is seldom needed. */
export function alsoSay(more) { Object.assign(korean, more); }

/** Speak this language from now on, if its words can be had; `path(file)` is where they are. */
export async function speak(wanted, path) {
  if (wanted === spoken || !LANGUAGES[wanted]) return;
  try {
    words = wanted === 'ko' ? korean : await (await fetch(path(`words.${wanted}.json`))).json();
  } catch { return; }
  spoken = wanted;
  for (const name in labels) labels[name] = say(`label_${name}`);
  timesIn(wanted === 'zh' ? 'zh-CN' : wanted);
}

/** One line about who is speaking, for the head of the window. */
export function speaking({ control, position, counselor, up, late, dead, offline }) {
  if (dead) return say('refused');
  if (offline || (!up && late)) return say('reconnecting');
  if (control === 'queued') return say(position === 1 ? 'queued_next' : position ? 'queued_behind' : 'queued', { ahead: position - 1 });
  if (control === 'human') return counselor ? say('human_named', { name: titled(counselor) }) : say('human');
  return say(control === 'closed' ? 'closed' : 'bot');
}

/** "김하나" -> "김하나 상담사" */
export const titled = (name) => (name.endsWith('상담사') ? name : say('titled', { name }));
