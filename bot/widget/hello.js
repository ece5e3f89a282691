// The first screen: who answers, what is kept, what not to write, and four ways to begin. Refusing nothing is needed.
import { html, useState } from '/static/html.js';
import { Seldom } from './seldom.js';
import { LANGUAGES, PHONE, language, say } from './words.js';

const STARTERS = { // what the bot understands: always Korean
  jobs: '일자리 찾아줘', benefit: '실업급여 받을 수 있는지 알고 싶어요', course: '배움 과정 찾아줘', person: '상담사와 이야기하고 싶어요',
};

export function Hello({ talk, step, likes, Title }) {
  const [asked, ask] = useState(false);
  const told = talk.dead ? say('refused') : talk.notice;
  return html`<section class="hello" aria-label=${say('first_notice')}>
    <${Title} class="greeting">${say('hello')}<//>
    <p>${say('hello_bot')} ${say('hello_korean')}</p>
    ${told ? html`<p class="told">${told}</p>` : null}
    <p class="kept">${say('kept')} <strong>${say('never')}</strong></p>
    <details class="privacy" onToggle=${() => ask(true)}><summary>${say('privacy')}</summary>
      ${asked ? html`<${Seldom} name="Privacy" />` : null}</details>
    ${talk.items.some(({ body }) => body.event !== 'erased') ? null : html`
      <div class="starters" role="group" aria-label=${say('starters')}>${Object.entries(STARTERS).map(([name, text]) => html`
        <button type="button" class="starter" key=${name} onClick=${() => step({ text })}>
          <b>${say(`start_${name}`)}</b><span>${say(`start_${name}_hint`)}</span></button>`)}</div>
      <p class="kept">${say('hours')} <a href=${`tel:${PHONE}`}>${say('call', { phone: PHONE })}</a></p>
      <div class="languages" role="group" aria-label=${say('language')}>${Object.entries(LANGUAGES).map(([name, own]) => html`
        <button type="button" key=${name} lang=${name} aria-pressed=${String(name === language())}
          onClick=${() => likes.set('language', name)}>${own}</button>`)}</div>`}
  </section>`;
}
