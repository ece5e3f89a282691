"""Who has the floor: the steps by which a talk goes from the bot to the queue, to a person and back.

Every step here runs inside its caller's transaction and is a compare-and-set on the conversation's control row:

    bot --request--> queued --accept--> human --give back / resolve--> bot | closed
     ^--cancel / closing time--'

A request outside opening hours is deferred: the bot keeps the floor and the citizen chooses what to do instead.
The caller rings the bell after the commit.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import conversations, duty, handoffs, messages, turns, webhooks
from bot.store.clock import Clock, MakeId
from bot.store.rows import Conversation, Handoff
from bot.talk import places, routing
from bot.talk.hours import Hours, Standing
from bot.talk.notices import Notices
from bot.talk.scribe import Line, Place, Scribe
from bot.words import Json, Reply

CITIZEN: tuple[str, str | None] = ("citizen", None)
HOUSE: tuple[str, str | None] = ("system", None)


class Floor:
    """`always_open`: practice, in which opening hours do not count (a stop by hand still does)."""

    def __init__(
        self, scribe: Scribe, notices: Notices, clock: Clock, new_id: MakeId, *, always_open: bool = True
    ) -> None:  # fmt: skip
        self.scribe = scribe
        self.notices = notices
        self.clock = clock
        self.new_id = new_id
        self.always_open = always_open

    async def hours(self, connection: AsyncConnection) -> Hours:
        """Return the hours as they are kept now."""
        return await Hours.read(connection, always=self.always_open)

    async def request(self, connection: AsyncConnection, talk: Conversation, wish: Json) -> Handoff:
        """Put the citizen in the queue and tell them where they stand; who already waits only gets more urgent.

        Outside opening hours the wish is deferred instead and the citizen is offered what can be done.
        """
        existing = await handoffs.open_of(connection, talk.id)
        if existing is not None:
            return await self._again(connection, talk, existing)
        new = await self._new(connection, talk, wish)
        standing = (await self.hours(connection)).at(self.clock(), new.team_id)
        deferred = await handoffs.deferred_of(connection, talk.id)
        if not standing.open:
            return await self._defer(connection, talk, deferred or new, standing, known=deferred is not None)
        if deferred is not None:
            await self.finish(connection, deferred, CITIZEN, "cancelled", talk.epoch, "asked_again", None)
        return await self.enqueue(connection, talk, new, new.reason)

    async def enqueue(
        self, connection: AsyncConnection, talk: Conversation, new: Handoff, why: str, *, known: bool = False
    ) -> Handoff:
        """Give the floor to the queue for a handoff that is not open yet; `known`: its row is there already."""
        came_from = ("closed",) if talk.control == "closed" else ("bot",)
        epoch = await conversations.change_control(
            connection, talk.id, to="queued", came_from=came_from, at=self.clock()
        )
        if epoch is None:
            raise ValueError(f"nobody can be asked for while the talk is {talk.control}")
        waits = replace(new, state="queued", epoch=epoch)
        if known:
            await handoffs.put(connection, waits)
        else:
            await handoffs.add(connection, waits)
        await turns.pass_waiting(connection, talk.id, self.clock())
        await self.note(connection, waits, CITIZEN, (new.state if known else None, "queued"), epoch, why)
        await self.announce(connection, "handoff.created", waits)
        await self.tell_place(connection, talk, waits, event="queued")
        return waits

    async def tell_place(
        self, connection: AsyncConnection, talk: Conversation, waits: Handoff, *, event: str, moved_back: bool = False
    ) -> None:
        """Tell the citizen where they stand now, and remember that they were told."""
        at, opened = self.clock(), await self.hours(connection)
        notice, position = await places.notice(
            connection, self.notices, waits, at, opened, again=event != "queued", moved_back=moved_back
        )
        await self.tell(connection, talk, waits.epoch, notice, {"event": event, "position": position})
        await handoffs.told(connection, waits.id, position, at)

    async def _new(self, connection: AsyncConnection, talk: Conversation, wish: Json) -> Handoff:
        summary = dict(wish.get("summary") or await self.summary(connection, talk))
        slots = await turns.last_slots(connection, talk.id)
        segment = routing.segment_of({**wish, "summary": summary}, slots.get("facts") or {})
        team = routing.team_of(segment, await duty.teams(connection), await duty.everyone(connection))
        before = await handoffs.latest_of(connection, talk.id)
        reason = str(wish.get("reason", "user_asked"))
        return Handoff(
            self.new_id(), talk.id, "queued", reason, str(wish.get("reason_text", "")), summary, 0, talk.epoch, None,
            None, self.clock(), None, None, None, None, None, team_id=team,
            priority=routing.REASON_PRIORITY.get(reason, 0), previous_id=before.id if before else None,
        )  # fmt: skip

    async def _defer(
        self, connection: AsyncConnection, talk: Conversation, waits: Handoff, standing: Standing, *, known: bool
    ) -> Handoff:
        deferred = replace(waits, state="deferred", epoch=talk.epoch)
        if not known:
            await handoffs.add(connection, deferred)
            await self.note(connection, deferred, CITIZEN, (None, "deferred"), talk.epoch, waits.reason)
            await self.announce(connection, "handoff.created", deferred)
        notice = places.shut(self.notices, standing)
        await self.tell(connection, talk, talk.epoch, notice, {"event": "off_hours"})
        return deferred

    async def summary(self, connection: AsyncConnection, talk: Conversation) -> Json:
        """What is known without asking the engine, which may be away: the last need and the facts of the last turn."""
        said = await messages.last(connection, talk.id, 20)
        asked = [m.body["text"] for m in said if m.author_kind == "citizen" and not m.body.get("pressed")]
        slots = await turns.last_slots(connection, talk.id)
        facts = [{"label": name, "value": value} for name, value in (slots.get("facts") or {}).items()]
        return {"need": asked[-1] if asked else "", "facts": facts}

    async def _again(self, connection: AsyncConnection, talk: Conversation, existing: Handoff) -> Handoff:
        if existing.state in handoffs.WAITING:
            await handoffs.more_urgent(connection, existing.id)
            await self.note(connection, existing, CITIZEN, (existing.state, existing.state), talk.epoch, "asked again")
        return existing

    async def cancel(self, connection: AsyncConnection, talk: Conversation, notice: str = "cancelled") -> bool:
        """The citizen would rather go on with the bot; return False if a counselor was quicker."""
        waiting = await handoffs.open_of(connection, talk.id)
        if waiting is None or waiting.state not in handoffs.WAITING:
            return False
        epoch = await conversations.change_control(
            connection, talk.id, to="bot", came_from=("queued",), at=self.clock()
        )
        if epoch is None:
            return False
        await self.finish(connection, waiting, CITIZEN, "cancelled", epoch, "citizen", None)
        if notice:
            await self.tell(connection, talk, epoch, self.notices.say(notice), {"event": "cancelled"})
        return True

    async def leave(self, connection: AsyncConnection, talk: Conversation, reason: str = "citizen_left") -> None:
        """The citizen ends the talk: whoever had the floor loses it, and an open handoff ends with that reason."""
        at = self.clock()
        epoch = await conversations.change_control(
            connection, talk.id, to="closed", came_from=("bot", "queued", "human"), at=at
        )
        if epoch is None:
            return
        await turns.pass_waiting(connection, talk.id, at)
        for held in (
            await handoffs.open_of(connection, talk.id), await handoffs.deferred_of(connection, talk.id)
        ):  # fmt: skip
            if held is not None:
                await self.finish(connection, held, CITIZEN, "lost", epoch, reason, None)

    async def finish(
        self, connection: AsyncConnection, handoff: Handoff, actor: tuple[str, str | None], state: str, epoch: int,
        reason: str, outcome: str | None,
    ) -> bool:  # fmt: skip
        """End a handoff from the state it is in and write that down; return False if it was no longer in it."""
        ended = await handoffs.end(
            connection, handoff.id, came_from=handoff.state, state=state, epoch=epoch, reason=reason, outcome=outcome,
            at=self.clock(),
        )  # fmt: skip
        if ended:
            await self.note(connection, handoff, actor, (handoff.state, state), epoch, reason)
            await self.announce(connection, "handoff.ended", replace(handoff, state=state, outcome=outcome))
        return ended

    async def tell(
        self, connection: AsyncConnection, talk: Conversation, epoch: int, notice: Reply, extra: Json
    ) -> None:
        """Write a notice of the house into the talk."""
        place = Place(talk.id, talk.channel, epoch)
        await self.scribe.put(connection, place, [Line("system", notice, kind="event", extra=extra)])

    async def whisper(
        self, connection: AsyncConnection, talk: Conversation, text: str, extra: Json, author: tuple[str, str] | None
    ) -> None:
        """Write a line that only staff see; `author`: id and name of who wrote it, None for the house."""
        kind, id, name = ("counselor", *author) if author else ("system", None, None)
        line = Line(kind, Reply(text), id, name, visibility="internal", kind="event", extra=extra)
        await self.scribe.put(connection, Place(talk.id, "desk", talk.epoch), [line])

    async def note(
        self, connection: AsyncConnection, handoff: Handoff, actor: tuple[str, str | None],
        change: tuple[str | None, str], epoch: int, reason: str
    ) -> None:  # fmt: skip
        """Write down one step of a handoff's life."""
        await handoffs.note(
            connection, id=self.new_id(), handoff_id=handoff.id, actor=actor, change=change, epoch=epoch,
            reason=reason, at=self.clock(),
        )  # fmt: skip

    async def announce(self, connection: AsyncConnection, event: str, handoff: Handoff) -> None:
        """Put an outgoing webhook in line, in the transaction of what it tells; nothing a person said goes with it."""
        await webhooks.enqueue(connection, self.new_id, event, self.clock(), {
            "handoff_id": handoff.id, "conversation_id": handoff.conversation_id, "state": handoff.state,
            "reason": handoff.reason, "team_id": handoff.team_id, "outcome": handoff.outcome,
            "requested_at": handoff.requested_at.isoformat(),
        })  # fmt: skip
