// What few people need, loaded when somebody does: settings, saving, pickers, several cards, the idle question, files, and
// plain requests where no WebSocket gets through.
import WORDS from 'data:more_words';
import STYLES from './more.css';
import { alsoSay } from './words.js';

export { Menu } from './menu.js';
export { Pick } from './forms.js';
export { Cards } from './carousel.js';
export { Idle } from './idle.js';
export { watchIdle } from './watch.js';
export { Privacy } from './privacy.js';
export { Poll } from './poll.js';
export { Attach, Sent, attach } from './files.js';
export { tint } from './tint.js';
export const styles = STYLES;

alsoSay(WORDS);
