"""What a counselor sees: who waits, one's own talks, one talk with all that is known. Every look is written down first.

A counselor may read what waits for anybody, what they hold, closed talks they had, and what their team's citizens
say to the bot just now (which is written down as unasked). Any other is as if it did not exist. If the access log
cannot be written nothing is shown.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.console.login import Session
from bot.store import (
    conversations,
    deliveries,
    desk,
    duty,
    handoffs,
    messages,
    notebook,
    outcomes,
    people,
    staff,
    turns,
)
from bot.store.clock import Clock, MakeId
from bot.store.database import Database
from bot.store.duty import Duty
from bot.store.rows import Conversation, Delivery, Handoff, Message, Turn
from bot.talk import routing
from bot.talk.hours import Hours
from bot.talk.outbox import Reaching, Standing
from bot.web.problems import Problem, note
from bot.words import Json

AT_MOST = 500
JUST_NOW = timedelta(minutes=30)  # so long after a citizen's last words a talk with the bot may be looked at


class Desk:
    def __init__(
        self, database: Database, clock: Clock, new_id: MakeId, reaching: Reaching, *, always_open: bool = True
    ) -> None:  # fmt: skip
        self.always_open = always_open
        self.database = database
        self.reaching = reaching
        self.clock = clock
        self.new_id = new_id

    async def queue(self, session: Session, address: str) -> list[Json]:
        """Return a card for everyone who waits for this counselor's team, next one first."""
        items: list[Json] = (await self.waiting(session, address))["items"]
        return items

    async def waiting(self, session: Session, address: str) -> Json:
        """Return `items` (who waits), `deferred` (for opening hours), `transfers` (handed to me) and `standing`."""
        async with self.database.read() as connection:
            mine = await self._duty(connection, session)
            ours = [card for card in await handoffs.queued(connection) if mine.serves(card.team_id)]
            later = [c for c in await handoffs.of_state(connection, "deferred") if mine.serves(c.team_id)]
            active = await handoffs.of_state(connection, "active")
            handed = [card for card in active if card.transfer_to == session.staff.id]
            ids = [card.conversation_id for card in (*ours, *later, *handed)]
            talks = await desk.by_ids(connection, ids)
            said = await desk.latest_words(connection, ids)
            rates = await handoffs.aging(connection)
            standing = (await Hours.read(connection, always=self.always_open)).at(self.clock())
        if ids:
            await self._write_down(session, "queue.view", None, address, {"conversations": ids})

        def cards(some: list[Handoff]) -> list[Json]:
            known = [card for card in some if card.conversation_id in talks]
            return [
                {**_card(card, talks[card.conversation_id], said, rates.get(card.team_id, 1)), "position": place,
                 "fits": list(routing.fitting(card, mine.skills))}
                for place, card in enumerate(known, start=1)
            ]  # fmt: skip

        shown: Json = {"items": cards(ours), "deferred": cards(later), "transfers": cards(handed)}
        open_until = standing.until.isoformat() if standing.until else None
        shown["standing"] = {
            "kind": standing.kind, "open": standing.open, "until": open_until, "opens": standing.opens.isoformat(),
            "name": standing.name,
        }  # fmt: skip
        return shown

    async def _duty(self, connection: AsyncConnection, session: Session) -> Duty:
        known = await duty.of(connection, session.staff.id)
        if known is None:
            raise unknown()
        return known

    async def talks(self, session: Session, scope: str) -> list[Json]:
        """Return the talks that a counselor holds (`mine`) or had until they were closed (`closed`)."""
        me = session.staff.id
        async with self.database.read() as connection:
            found = await (conversations.owned_by if scope == "mine" else desk.closed_of)(connection, me)
            ids = [talk.id for talk in found]
            said = await desk.latest_words(connection, ids)
            since = await desk.unanswered_since(connection, ids)
            held = {id: await handoffs.latest_of(connection, id) for id in ids}
            unread = await notebook.unread(connection, me, ids)
            drafts = await notebook.drafts(connection, me)
            failed = await deliveries.failed(connection, ids)
        return [
            {**_talk(talk, held[talk.id], said, since), "unread": unread.get(talk.id, 0), "draft": drafts.get(talk.id),
             "failed": failed.get(talk.id, 0)}
            for talk in found
        ]  # fmt: skip

    async def with_bot(self, session: Session, address: str) -> list[Json]:
        """Return who talks with the bot just now and how that goes, without a word of it."""
        now = self.clock()
        async with self.database.read() as connection:
            mine = await self._duty(connection, session)
            talks = await people.with_bot(connection, now - JUST_NOW)
            ours = [talk for talk in talks if mine.serves(await self._team(connection, talk))]
            ids = [talk.id for talk in ours]
            said = await people.said(connection, ids)
            unsure = await people.unsure(connection, ids, now - JUST_NOW)
        await self._write_down(session, "bot_talks.view", None, address, {"conversations": ids})
        return [
            {"id": talk.id, "person": {"id": talk.person_id}, "channel": talk.channel, "said": said.get(talk.id, 0),
             "unsure": unsure.get(talk.id, 0), "opened_at": talk.opened_at.isoformat(),
             "last_at": talk.last_citizen_at.isoformat() if talk.last_citizen_at else None}
            for talk in ours
        ]  # fmt: skip

    async def _team(self, connection: AsyncConnection, talk: Conversation) -> str:
        """Return whose citizen this is, from what the bot knows of them; "" when nothing tells."""
        slots = await turns.last_slots(connection, talk.id)
        segment = routing.segment_of({}, slots.get("facts") or {})
        return routing.team_of(segment, await duty.teams(connection), await duty.everyone(connection))

    async def search(self, session: Session, words: str, address: str) -> list[Json]:
        """Return my talks, held or closed, in which these words were said; the search is written down."""
        await self._write_down(session, "conversations.search", None, address, {"length": len(words)})
        mine = [*await self.talks(session, "mine"), *await self.talks(session, "closed")]
        async with self.database.read() as connection:
            said = await desk.said_in(connection, [one["id"] for one in mine], words)
        return [{**one, "found": said[one["id"]]} for one in mine if one["id"] in said]

    async def talk(self, session: Session, id: str, address: str) -> Json:
        """Return all that is known of one talk but its messages. Raises `Problem` 404."""
        await self.open(session, id, address, "conversation.view", {})
        async with self.database.read() as connection:
            talk = await conversations.get(connection, id)
            handoff = await handoffs.latest_of(connection, id)
            events = await handoffs.events(connection, handoff.id) if handoff else []
            newest = await desk.latest_turn(connection, id)
            person = talk.person_id if talk else ""
            past = await people.consultations(connection, person, but=handoff.id if handoff else None)
            named = {one["code"]: one["label"] for one in await outcomes.listed(connection, also_shut=True)}
            known_at = await people.channels(connection, person)
        if talk is None:
            raise unknown()
        standing = await self.reaching.of(talk)
        slots = (newest.understanding or {}).get("slots", {}) if newest else {}
        return {
            "id": talk.id,
            "person": {"id": talk.person_id, "channel": talk.channel},
            "channel": talk.channel,
            "control": talk.control,
            "epoch": talk.epoch,
            "opened_at": talk.opened_at.isoformat(),
            "handoff": _handoff(handoff) if handoff else None,
            "facts": handoff.summary.get("facts", []) if handoff else [],
            "slots": slots,
            "traces": [_trace(newest)] if newest else [],
            "events": [_plain(event) for event in events],
            "reach": _reach(standing),
            "past": [_plain({**one, "outcome": named.get(one["outcome"], one["outcome"])}) for one in past],
            "channels": [_plain(one) for one in known_at],
        }

    async def messages(self, session: Session, id: str, after_seq: int, address: str) -> list[Json]:
        """Return what was said beyond `after_seq`, also among staff and what was held back. Raises `Problem` 404."""
        await self.open(session, id, address, "conversation.messages", {"after_seq": after_seq})
        async with self.database.read() as connection:
            talk = await conversations.get(connection, id)
            lines = await messages.after(connection, id, after_seq, messages.FOR_STAFF, AT_MOST)
            asked = await turns.by_seq(connection, id, [m.seq for m in lines if m.author_kind == "citizen"])
            went = await deliveries.of(connection, id, after_seq)
        delivered = talk.delivered_seq if talk else 0
        return [message(line, delivered, asked.get(line.seq), went.get(line.seq)) for line in lines]

    async def open(self, session: Session, id: str, address: str, action: str, detail: Json) -> None:
        """The one gate to a talk: check the right, write the look down. Raises `Problem` 404 or 503."""
        asked = await self.check(session, id)
        await self._write_down(session, action, id, address, detail if asked else {**detail, "unasked": True})

    async def check(self, session: Session, id: str) -> bool:
        """Raise `Problem` 404 unless the counselor may read the talk; return whether a person was asked for in it."""
        me = session.staff
        async with self.database.read() as connection:
            talk = await conversations.get(connection, id) if len(id) <= 40 else None
            if talk is None:
                raise unknown()
            if talk.control == "human" and talk.owner_id == me.id:
                return True
            mine = await self._duty(connection, session)
            if await desk.may_read(connection, me.id, id, lead=me.role == "lead", teams=mine.teams):
                return True
            said_at = talk.last_citizen_at
            just_now = talk.control == "bot" and said_at is not None and self.clock() - said_at <= JUST_NOW
            if not just_now or not mine.serves(await self._team(connection, talk)):
                raise unknown()
        return False

    async def handoff_of_mine(self, session: Session, id: str) -> Handoff:
        """Return a handoff that the counselor holds or held. Raises `Problem` 404."""
        found = await self.handoff(id)
        if found.owner_id != session.staff.id:
            raise unknown()
        return found

    async def handoff(self, id: str) -> Handoff:
        """Return a handoff. Raises `Problem` 404."""
        async with self.database.read() as connection:
            found = await handoffs.get(connection, id) if len(id) <= 40 else None
        if found is None:
            raise unknown()
        return found

    async def open_handoff(self, conversation_id: str) -> Handoff:
        """Return a talk's open handoff. Raises `Problem` 404."""
        async with self.database.read() as connection:
            found = await handoffs.open_of(connection, conversation_id) if len(conversation_id) <= 40 else None
        if found is None:
            raise unknown()
        return found

    async def note(
        self, session: Session, action: str, conversation_id: str | None, address: str, detail: Json
    ) -> None:  # fmt: skip
        """Write down what somebody is about to do. Raises `Problem` 503: without the log it is not done."""
        await self._write_down(session, action, conversation_id, address, detail)

    async def holds(self, session: Session, id: str) -> bool:
        """Return whether the counselor has the floor in the talk."""
        talk = await self._talk(id)
        return talk is not None and talk.control == "human" and talk.owner_id == session.staff.id

    async def channel(self, id: str) -> str:
        """Return where the citizen of a talk is now; empty for a talk that never was."""
        talk = await self._talk(id)
        return talk.channel if talk is not None else ""

    async def shows(self, session: Session, id: str) -> bool:
        """Return whether the talk is on this counselor's desk: it waits for anybody, or they hold it."""
        talk = await self._talk(id)
        return talk is not None and (
            talk.control == "queued" or (talk.control == "human" and talk.owner_id == session.staff.id)
        )

    async def shown_to(self, session: Session) -> set[str]:
        """Return every talk that is on this counselor's desk."""
        async with self.database.read() as connection:
            waiting = await handoffs.queued(connection)
            held = await conversations.owned_by(connection, session.staff.id)
        return {card.conversation_id for card in waiting} | {talk.id for talk in held}

    async def _talk(self, id: str) -> Conversation | None:
        async with self.database.read() as connection:
            return await conversations.get(connection, id) if len(id) <= 40 else None

    async def _write_down(
        self, session: Session, action: str, conversation_id: str | None, address: str, detail: Json
    ) -> None:
        id, at, who = self.new_id(), self.clock(), session.staff.id

        async def write(connection: AsyncConnection) -> None:
            await staff.log_access(
                connection, id=id, at=at, staff_id=who, action=action, conversation_id=conversation_id,
                address=address, detail=detail,
            )  # fmt: skip

        try:
            await self.database.write(write)
        except SQLAlchemyError as error:
            note(error, "the access log could not be written")
            raise Problem(503, "log_unavailable", "열람 기록을 남길 수 없어 지금은 보여드릴 수 없어요.") from None


def unknown() -> Problem:
    """What is not there and what one may not see are told in the same words."""
    return Problem(404, "not_found", "찾으시는 것이 없어요.")


def _reach(standing: Standing) -> Json:
    """Whether words written now reach the citizen now, how, for how many won; `waiting` lines have not gone out."""
    reach = standing.reach
    return {
        "channel": standing.channel, "way": reach.way, "now": reach.now, "cost": reach.cost,
        "until": reach.until.isoformat() if reach.until else None, "state": standing.state,
        "waiting": standing.waiting, "cost_so_far": standing.cost,
    }  # fmt: skip


def message(line: Message, delivered_seq: int, turn: Turn | None = None, went: Delivery | None = None) -> Json:
    """Return a message as staff see it; `trace` is how the engine read it, `delivery` what became of it at a messenger.

    `delivery`: `{"state": queued|sent|delivered|failed|unknown, "channel", "code", "text", "cost"}`.
    """
    wire: Json = {
        "seq": line.seq,
        "cid": line.body.get("cid"),
        "author": {"kind": line.author_kind, "name": line.author_name},
        "visibility": line.visibility,
        "kind": line.kind,
        "body": line.body,
        "at": line.created_at.isoformat(),
        "delivered": line.visibility == "public" and line.seq <= delivered_seq,
    }
    if went is not None:
        wire["delivered"] = went.state in ("sent", "delivered")
        wire["delivery"] = {
            "state": went.state, "channel": went.channel, "code": went.error_code, "text": went.error_text,
            "cost": went.cost,
        }  # fmt: skip
    return wire if turn is None or not turn.understanding else {**wire, "trace": _trace(turn)}


def _trace(turn: Turn) -> Json:
    read = turn.understanding or {}
    return {"seq": turn.seq, **{name: read.get(name) for name in ("intent", "confidence", "ranking", "entities")}}


def _card(card: Handoff, talk: Conversation, said: dict[str, str], aging: int) -> Json:
    return {
        "handoff_id": card.id,
        "conversation_id": card.conversation_id,
        "channel": talk.channel,
        "person": {"id": talk.person_id},
        "state": card.state,
        "reason": card.reason,
        "reason_text": card.reason_text,
        "summary": card.summary,
        "requested_at": card.requested_at.isoformat(),
        "waiting_since": card.requested_at.isoformat(),
        "urgency": card.urgency,
        "epoch": card.epoch,
        "last_text": said.get(card.conversation_id, ""),
        "team_id": card.team_id,
        "why": routing.why_so_high(card, aging),
        "offered_to": card.offered_to,
        "offered_until": card.offered_until.isoformat() if card.offered_until else None,
        "preferred_id": card.preferred_id,
        "reopened": card.reopened,
        "owner_name": card.owner_name,
        "wished_for": card.wished_for.isoformat() if card.wished_for else None,
    }


def _talk(talk: Conversation, held: Handoff | None, said: dict[str, str], since: dict[str, datetime]) -> Json:
    waiting = since.get(talk.id) if talk.control == "human" else None
    if waiting is not None and held is not None:
        waiting = max(waiting, held.requested_at)
    return {
        "id": talk.id,
        "conversation_id": talk.id,
        "person": {"id": talk.person_id},
        "channel": talk.channel,
        "control": talk.control,
        "epoch": talk.epoch,
        "handoff_id": held.id if held else None,
        "summary": held.summary if held else {},
        "last_text": said.get(talk.id, ""),
        "last_seq": talk.next_seq - 1,
        "waiting_since": waiting.isoformat() if waiting else None,
    }


def _handoff(handoff: Handoff) -> Json:
    return _plain(asdict(handoff))


def _plain(row: dict[str, object]) -> Json:
    return {name: v.isoformat() if isinstance(v, datetime) else v for name, v in row.items()}
