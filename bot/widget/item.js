// One message in the log: whose it is, what it says, what became of it.
import { html } from '/static/html.js';
import { At, Body, Notice, Stack } from '/static/render.js';
import { date, sameDay } from '/static/dates.js';
import { Seldom } from './seldom.js';
import { say, titled } from './words.js';

const STACKED = 2; // so few cards are simply one below the other
const CANNOT_REPEAT = ['empty', 'too_long', 'bad_message', 'bad_cid', 'unknown_button'];

export function Item({ talk, at, edit, step }) {
  const item = talk.items[at];
  const before = talk.items[at - 1];
  const after = talk.items[at + 1];
  const { kind } = item.author;
  const newDay = item.at && (before ? before.at && !sameDay(before.at, item.at) : !sameDay(item.at, Date.now()));
  const separator = newDay ? html`<p class="day">${date(item.at)}</p>` : null;
  const steps = usedSteps(talk, at);
  const press = (button) => step(button.text ? button : { button });
  if (kind === 'system') return html`${separator}<${Notice} body=${item.body} press=${press} ...${steps} />`;
  const mine = kind === 'citizen';
  const first = !before || before.author.kind !== kind || before.author.name !== item.author.name || newDay;
  const last = !after || after.author.kind !== kind;
  return html`${separator}<article class=${`said ${kind}${mine ? ' mine' : ''}${first ? ' first' : ''}`}
    aria-live=${mine ? 'off' : null}>
    ${mine ? html`<span class="hidden-text">${say('me')}: </span>` : html`<${By} author=${item.author} shown=${first} />`}
    <${Body} body=${item.body} press=${press} Cards=${Cards} ...${steps}
      file=${item.body.file && html`<${Seldom} name="Sent" talk=${talk} item=${item} />`} />
    ${item.body.ask && !steps.spent ? html`<${Seldom} name="Pick" kind=${item.body.ask} answer=${(text) => step({ text })} />` : null}
    ${mine ? html`<${Fate} talk=${talk} item=${item} edit=${edit} last=${last} />` : last ? html`<${At} at=${item.at} />` : null}
  </article>`;
}

/** Many cards are a deck. */
function Cards(props) {
  const stack = html`<${Stack} ...${props} />`;
  return props.cards.length > STACKED && props.layout !== 'list' ? html`<${Seldom} name="Cards" instead=${stack} ...${props} />` : stack;
}

/** A bubble's next steps are over once the citizen has said something newer that got through; the one they took stays marked.
    Leaving the queue stays possible as long as one waits in it. */
function usedSteps({ items, control }, at) {
  if (items[at].body.event === 'queued') return { spent: control !== 'queued' };
  const newer = items.slice(at + 1).filter(({ author, state }) => author.kind === 'citizen' && (state === 'sent' || state === 'sending'));
  const offered = items[at].body.buttons ?? [];
  const taken = offered.find((button) => newer[0] && (newer[0].asked?.payload_id
    ? newer[0].asked.payload_id === button.payload_id : newer[0].body.text === button.label));
  return { spent: newer.length > 0, chosen: taken?.payload_id ?? null };
}

function By({ author, shown }) {
  const human = author.kind === 'counselor';
  const name = human ? titled(author.name ?? '').trim() : say('title');
  if (!shown) return html`<span class="hidden-text">${name}: </span>`;
  return html`<p class="by"><span class=${`who ${author.kind}`}>${name}</span>
    <span class="role">${say(human ? 'role_person' : 'role_bot')}</span><span class="hidden-text">: </span></p>`;
}

function Fate({ talk, item, edit, last }) {
  if (item.state === 'sent') return last ? html`<${At} at=${item.at} />` : null;
  if (item.state === 'sending') return html`<span class="fate">${say(talk.offline || (talk.late && !talk.up) ? 'waiting' : 'sending')}</span>`;
  const repeat = item.state === 'failed' || !CANNOT_REPEAT.includes(item.refusal?.code);
  if (item.going) return null;
  return html`<div class="fate bad" role="alert">
    <span>${item.refusal?.text || say('failed')}</span>
    ${repeat ? html`<button type="button" class="again" onClick=${() => talk.again(item)}>${say('again')}</button>`
      : item.asked.text ? html`<button type="button" class="again" onClick=${() => edit(item)}>${say('edit')}</button>` : null}
  </div>`;
}
