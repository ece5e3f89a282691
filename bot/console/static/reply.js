// Where the counselor writes: to the citizen, or a note that only staff see. The two never look alike.
import { html, useLayoutEffect, useMemo, useRef, useState } from '/static/html.js';
import { composing, enterSends } from '/static/ime.js';
import { Card } from '/static/render.js';
import { Attach } from './attachments.js';
import { Offers, noteUse, slashAt, useOffers } from './slash.js';
import { WebLink } from './weblink.js';
import { reachWords } from './words.js';

const MAX_TEXT = 2000;
const RESIDENT = /\d{6}\s*-\s*[1-8]\d{6}/;

export function Reply({ desk, only = null }) {
  const id = desk.selected;
  const kept = desk.drafts.get(id) ?? { text: '', note: false };
  const box = useRef(null);
  const [note, setNote] = useState(only === 'note' || kept.note);
  const [length, setLength] = useState(0);
  const [slash, setSlash] = useState(null);
  const [at, setAt] = useState(0);
  const [card, setCard] = useState(null);
  const [warned, setWarned] = useState(false);
  const now = useRef({});
  now.current = { note, card };
  const target = desk.detail?.person ?? '이용자';
  const offers = useOffers(slash, { 상담사: desk.me.name, 이용자: target, 센터: '전북일자리센터', 전화: '1577-0365' });

  const keep = () => {
    if (!box.current) return;
    desk.keepDraft(id, box.current.value, now.current.note);
    box.current.style.height = 'auto';
    box.current.style.height = `${box.current.scrollHeight}px`;
    setLength([...box.current.value.trim()].length);
    setWarned(RESIDENT.test(box.current.value));
    setSlash(slashAt(box.current.value, box.current.selectionStart));
    setAt(0);
  };
  const keys = useMemo(() => enterSends({
    read: () => box.current.value || (now.current.card ? ' ' : ''),
    send: (text) => {
      if ((!text && !now.current.card) || [...text].length > MAX_TEXT) return false;
      desk.say(text, now.current.note ? 'internal' : 'public', now.current.card);
      setCard(null);
      return true;
    },
    clear: () => { if (box.current) { box.current.value = ''; keep(); } },
    enterIsNewline: () => false,
  }), [id]);
  useLayoutEffect(() => { box.current.value = kept.text; keep(); box.current.focus({ preventScroll: true }); }, [id]);
  useLayoutEffect(keep, [note]);
  useLayoutEffect(() => { if (box.current.value !== kept.text) { box.current.value = kept.text; keep(); } }, [kept.text]);

  const choose = (offer) => {
    const text = offer.card ? '' : offer.text;
    const { value, selectionStart } = box.current;
    box.current.value = value.slice(0, slash.from) + text + value.slice(selectionStart);
    box.current.selectionStart = slash.from + text.length;
    box.current.selectionEnd = box.current.selectionStart;
    if (offer.card) setCard({ ...offer.card, shown: offer.shown });
    if (offer.used) noteUse(offer.used);
    keep();
    box.current.focus();
  };
  const onKeyDown = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (offers.length && step && !composing(event)) { event.preventDefault(); setAt((at + step + offers.length) % offers.length); return; }
    if (offers.length && (event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey && !composing(event)) { event.preventDefault(); choose(offers[at]); return; }
    if (offers.length && event.key === 'Escape') { setSlash(null); return; }
    keys.onKeyDown(event);
  };

  const pick = (value) => html`<label class=${value ? 'to note' : 'to'}><input type="radio" name="to" checked=${note === value}
    onChange=${() => setNote(value)} /><span>${value ? '내부 메모' : '이용자에게 답장'}</span></label>`;
  const way = !note && desk.detail?.reach ? reachWords(desk.detail.reach) : null;
  return html`<form class=${note ? 'reply note' : 'reply'} onSubmit=${(event) => { event.preventDefault(); if (card && !box.current.value.trim()) { desk.say('', note ? 'internal' : 'public', card); setCard(null); } else keys.submit(); }}>
    <div class="to-line" role="radiogroup" aria-label="누구에게">${only ? html`<b>내부 메모 (속삭임)</b>` : html`${pick(false)}${pick(true)}`}
      <span class="hint">Enter 보내기 · Shift+Enter 줄 바꿈 · / 문구와 카드</span></div>
    ${way ? html`<p class=${way.bad ? 'reach bad' : 'reach'} role="status">${way.text}</p><${WebLink} desk=${desk} />` : null}
    ${warned ? html`<p class="reach bad" role="alert">주민등록번호처럼 보이는 숫자가 있어요. 보내면 가려져요.</p>` : null}
    ${card ? html`<div class="attached"><ul class="cards"><${Card} card=${card.shown} /></ul><button type="button" class="plain" onClick=${() => setCard(null)}>카드 빼기</button></div>` : null}
    <${Offers} offers=${offers} at=${at} choose=${choose} />
    <textarea ref=${box} rows="2" aria-label=${note ? '내부 메모' : `${target}에게 보낼 답장`} autocomplete="off"
      aria-controls=${offers.length ? 'offers' : null} aria-activedescendant=${offers.length ? `offer-${at}` : null}
      placeholder=${note ? '동료만 볼 수 있는 메모를 적어요' : '이용자에게 보낼 답장을 적어요'}
      onInput=${() => { keep(); if (!now.current.note) desk.writing(); }} onKeyDown=${onKeyDown} onCompositionEnd=${keys.onCompositionEnd}></textarea>
    <div class="send-line">${!note && desk.detail?.channel === 'widget' ? html`<${Attach} send=${(file) => desk.sendFile(file)} />` : null}<span class=${length > MAX_TEXT ? 'count over' : 'count'}>${length > MAX_TEXT - 300 ? `${length} / ${MAX_TEXT}자` : ''}</span>
      <button type="submit" class=${note ? 'main note' : 'main'} disabled=${(!length && !card) || length > MAX_TEXT}>${note ? '메모 남기기' : `${target}에게 보내기`}</button></div>
  </form>`;
}
