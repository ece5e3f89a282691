// The API's JSON as the views use it.
const list = (json, ...names) => (Array.isArray(json) ? json : names.map((name) => json[name]).find(Array.isArray) ?? []);

/** GET queue */
export const queueOf = (json) => list(json, 'queue', 'items', 'handoffs').map((item) => ({
  id: item.id ?? item.handoff_id,
  conversation: item.conversation_id,
  epoch: item.epoch,
  since: item.requested_at,
  reason: item.reason,
  reasonText: item.reason_text ?? '',
  need: item.need ?? item.summary?.need ?? '',
  last: item.last_text ?? '',
  urgency: item.urgency ?? 0,
  why: item.why ?? '',
  offeredTo: item.offered_to ?? null,
  preferred: item.preferred_id ?? null,
  fits: item.fits ?? [],
  reopened: item.reopened ?? 0,
  owner: item.owner_name ?? '',
  channel: item.channel ?? 'widget',
  person: personName(item),
}));

/** GET conversations */
export const talkOf = (json) => list(json, 'conversations', 'items').map((item) => ({
  id: item.id ?? item.conversation_id,
  handoff: item.handoff_id ?? item.handoff?.id,
  need: item.need ?? item.summary?.need ?? item.handoff?.summary?.need ?? '',
  last: item.last_text ?? '',
  waitingSince: item.waiting_since ?? null,
  lastSeq: item.last_seq ?? 0,
  unread: item.unread ?? null,
  draft: item.draft ?? null,
  found: item.found ?? '',
  failed: item.failed ?? 0,
  channel: item.channel ?? 'widget',
  person: personName(item),
}));

/** GET bot-talks */
export const botTalkOf = (json) => list(json, 'items').map((item) => ({
  id: item.id, person: personName(item), channel: item.channel, said: item.said, unsure: item.unsure, lastAt: item.last_at,
}));

/** GET conversations/{id} */
export const detailOf = (json) => ({
  id: json.id,
  control: json.control,
  epoch: json.epoch,
  channel: json.channel ?? json.person?.channel ?? 'widget',
  person: personName(json),
  handoff: json.handoff ?? null,
  facts: pairs(json.facts ?? json.handoff?.summary?.facts),
  judgements: json.handoff?.summary?.judgements ?? [],
  searches: json.handoff?.summary?.searches ?? [],
  events: json.events ?? json.handoff?.events ?? json.timeline ?? [],
  openedAt: json.opened_at,
  reach: json.reach ?? null,
  known: json.slots?.facts ?? {},
  programme: json.slots?.programme ?? null,
  said: json.handoff?.summary?.said ?? [],
  past: json.past ?? [],
  channels: json.channels ?? [],
});

/** GET conversations/{id}/messages */
export const messageOf = (json) => list(json, 'messages', 'items').map((item) => ({
  seq: item.seq,
  cid: item.cid ?? item.client_msg_id ?? item.body?.cid ?? null,
  author: item.author ?? { kind: item.author_kind, name: item.author_name },
  visibility: item.visibility ?? 'public',
  kind: item.kind,
  body: item.body ?? {},
  at: item.at ?? item.created_at,
  trace: item.trace ?? null,
  delivered: Boolean(item.delivered),
  delivery: item.delivery ?? null,
}));

/** Facts as [{label, value}], whether they came as pairs or as a mapping. */
function pairs(facts) {
  if (Array.isArray(facts)) return facts;
  return Object.entries(facts ?? {}).map(([label, value]) => ({ label, value }));
}

/** A name to call somebody whose name we do not know: the end of a random id tells two people apart. */
function personName(item) {
  const person = typeof item.person === 'string' ? { id: item.person } : item.person ?? {};
  const known = person.name ?? item.person_name;
  if (known) return known;
  const id = String(person.id ?? item.person_id ?? item.conversation_id ?? item.id ?? '');
  return `이용자 ${id.replace(/[^0-9a-zA-Z]/g, '').slice(-4).toUpperCase()}`;
}
