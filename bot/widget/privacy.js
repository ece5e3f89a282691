// What becomes of what people write, for those who want to know before they do.
import { Fragment, html } from '/static/html.js';
import { Outside } from '/static/render.js';
import { say } from './words.js';

const RIGHTS = 'https://www.pipc.go.kr';

export const Privacy = () => html`<${Fragment}>
  <p>${say('privacy_what')}</p><p>${say('privacy_long')}</p><p>${say('privacy_refuse')}</p>
  <p><${Outside} href=${RIGHTS}>${say('privacy_rights')}<//></p><//>`;
