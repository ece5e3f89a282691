"""Citizens, counselors, the bot and the clock as a state machine: whoever does whatever, in whatever order.

Every rule is one step of the table T1-T15 (docs/decisions and `bot.talk`): it may lead only where its row says, a
step that is refused leaves everything as it was, and the invariants hold after each. Rules do one thing at a time;
that races end well is what the tests beside this one are for.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import delete, select

from bot.store import conversations, handoffs
from bot.store.database import Database
from bot.store.rows import Staff
from bot.store.tables import handoff, handoff_event, message, metadata
from bot.talk.handoff import Closed, Full, Gone, NotThere, NotYours, Taken
from bot.talk.hours import SEOUL
from bot.talk.settle import Claim
from bot.words import Answer, Inbound, Letter, Reply
from tests.conftest import FakeClock
from tests.talk.conftest import ScriptedBrain
from tests.talk.desk import Centre, centre

T = TypeVar("T")
REFUSALS = (Taken, Gone, NotYours, NotThere, Full, Closed)
PEOPLE = ("p1", "p2")
NOBODY = "none"
ASKED = {"queued", "offered"}
OPEN = {*ASKED, "active"}
WHILE_IT_RINGS = ("cancel", "leave", "block", "accept", "seize", "decline", "reassign", "void")

MAY: dict[str, set[tuple[str, str]]] = {
    # T1, T2: a request opens one handoff, in the queue or until opening hours; again changes no state
    "ask": {(NOBODY, "queued"), (NOBODY, "deferred"), ("deferred", "queued")},
    "cancel": {("queued", NOBODY), ("offered", NOBODY), ("deferred", NOBODY)},
    "defer": {(NOBODY, "deferred"), (NOBODY, "queued")},
    "offer": {("queued", "offered")},  # T3
    "decline": {("offered", "queued")},
    "accept": {("queued", "active"), ("offered", "active"), ("deferred", "active")},  # T4
    "seize": {(NOBODY, "active"), ("queued", "active"), ("offered", "active"), ("deferred", "active")},  # T5
    "write": set(),  # T6
    "say": {(NOBODY, "offered")},  # T7, and T13: it goes on with its counselor
    "thank": set(),  # T13: thanks open nothing
    "ask_bot": set(),
    "bot_answers": {(NOBODY, "queued"), (NOBODY, "deferred"), ("deferred", "queued")},  # T8: its letter asks
    "give_back": {("active", NOBODY)},  # T10
    "resolve": {("active", NOBODY)},  # T11
    "hand_over": set(),  # the giver keeps it until it is taken
    "take": set(),
    "refuse": set(),
    "to_team": {("active", "queued")},
    "requeue": {("active", "queued")},
    "reassign": {("queued", "active"), ("offered", "active")},
    "void": {(state, NOBODY) for state in (*OPEN, "deferred")},
    "leave": {(state, NOBODY) for state in (*OPEN, "deferred")},
    "block": {("queued", NOBODY), ("offered", NOBODY), ("deferred", NOBODY)},  # T15
    "unblock": set(),
    # T9 owner lost, T12 idle, T14 closing, offers that ran out, opening time: each look moves a card one step,
    # but one that came back to the queue may be offered in the same look
    "pass": {
        ("queued", "offered"), ("offered", "queued"), ("queued", "deferred"), ("offered", "deferred"),
        ("deferred", "queued"), ("active", "queued"), ("active", NOBODY),
    },
}  # fmt: skip


def somebody_is(*states: str) -> Any:
    """Play a rule only while it can lead somewhere; whom it is tried on is still anybody."""
    return precondition(lambda self: any(seen.state in states for seen in getattr(self, "now", {}).values()))


ROWS = {(kind, *change) for kind, changes in MAY.items() for change in changes}
RARE = {("bot_answers", "deferred", "queued")}  # a turn asked in the evening that is answered after opening time


@dataclass(frozen=True)
class Seen:
    """One talk as it is: who has the floor, and the handoff that is open or deferred."""

    id: str
    control: str
    epoch: int
    owner: str | None
    state: str
    handoff: str | None
    handed_to: str | None
    lines: int


class Consultations(RuleBasedStateMachine):
    """`steps` counts over all runs of one test and `rows` the rows of the table that were gone. Made by `on`."""

    runner: asyncio.Runner
    database: Database
    steps: int
    rows: set[tuple[str, str, str]]

    @classmethod
    def on(cls, runner: asyncio.Runner, database: Database) -> type[Consultations]:
        return type("Consultations", (cls,), {"runner": runner, "database": database, "steps": 0, "rows": set()})

    def run(self, doing: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(doing)

    @initialize(hour=st.sampled_from([10, 20]))
    def begin(self, hour: int) -> None:
        """It is mid-morning, or the evening: nobody is there."""
        self.run(self._begin(hour))

    async def _begin(self, hour: int) -> None:
        async with self.database.engine.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                await connection.execute(delete(table))
        brain, clock = ScriptedBrain(), FakeClock()
        clock.at = clock.at.astimezone(SEOUL).replace(hour=hour).astimezone(UTC)
        brain.open = False  # the bot thinks when a rule says so
        self.stack = AsyncExitStack()
        ids = itertools.count(1)  # the same rules must make the same play
        self.desk: Centre = await self.stack.enter_async_context(centre(
            self.database, brain, clock, thinking=False, make_id=lambda: f"{next(ids):032x}"
        ))  # fmt: skip
        self.staff: list[Staff] = [
            await self.desk.sits("김하나"), await self.desk.sits("박두리", max_active=1),
            await self.desk.sits("한팀장", "lead"),
        ]  # fmt: skip
        for person in PEOPLE:
            await self.desk.inbox.join("widget", person)
        self.claims: dict[str, Claim] = {}
        self.said = 0
        self.now: dict[str, Seen] = {}

    def teardown(self) -> None:
        if hasattr(self, "stack"):
            self.run(self._written())
            self.run(self.stack.aclose())

    # ---- what people do

    @rule(person=st.sampled_from(PEOPLE))
    def asks_for_a_person(self, person: str) -> None:
        self.step("ask", person, lambda seen: self._press(person, "request_handoff"))

    @rule(person=st.sampled_from(PEOPLE))
    def cancels(self, person: str) -> None:
        self.step("cancel", person, lambda seen: self._press(person, "cancel_handoff"))

    @rule(person=st.sampled_from(PEOPLE))
    def wants_to_be_in_line_at_opening(self, person: str) -> None:
        self.step("defer", person, lambda seen: self._press(person, "defer"))

    @rule(person=st.sampled_from(PEOPLE))
    def says_something(self, person: str) -> None:
        self.step("say", person, lambda seen: self.desk.say("질문이 있어요", person, self._new()))

    @rule(person=st.sampled_from(PEOPLE))
    def thanks(self, person: str) -> None:
        was = self.run(self._seen(person))
        kind = "thank" if was.control == "closed" and self.run(self._resolved(was)) else "say"
        self.step(kind, person, lambda seen: self.desk.say("감사합니다", person, self._new()))

    @rule(person=st.sampled_from(PEOPLE))
    def leaves(self, person: str) -> None:
        self.step("leave", person, lambda seen: self.desk.inbox.leave("widget", person))

    @rule(person=st.sampled_from(PEOPLE), state=st.sampled_from(["blocked", "ok"]))
    def shuts_us_out_or_lets_us_in(self, person: str, state: str) -> None:
        kind = "block" if state == "blocked" else "unblock"
        self.step(kind, person, lambda seen: self.desk.inbox.reachable("widget", person, state))

    # ---- what the bot does

    @rule(person=st.sampled_from(PEOPLE))
    def begins_to_think(self, person: str) -> None:
        """The turn is asked in the epoch of now; the answer comes whenever the next rule says."""

        async def claim(seen: Seen) -> None:
            claimed = await self.database.write(lambda c: self.desk.turns.settler.claim(c, seen.id))
            if claimed is not None:
                self.claims[person] = claimed

        self.step("ask_bot", person, claim)

    @precondition(lambda self: getattr(self, "claims", None))
    @rule(data=st.data(), hands_over=st.booleans())
    def answers(self, data: Any, hands_over: bool) -> None:
        """T8: what was asked in an earlier epoch is kept for staff, and its letter does nothing."""
        person = data.draw(st.sampled_from(sorted(self.claims)))
        claim = self.claims.pop(person)
        answer = Answer((Reply("봇의 답"),), (Letter("handoff", {"reason": "fallback"}),) if hands_over else ())

        async def settle(seen: Seen) -> None:
            following = await self.database.write(lambda c: self.desk.turns.settler.settle(c, claim, answer))
            if following is not None:
                self.claims[person] = following
            fresh = [m for m in await self.desk.lines(seen.id) if m.seq > seen.lines and m.author_kind == "bot"]
            public = seen.control == "bot" and seen.epoch == claim.talk.epoch
            assert all((m.visibility == "public") == public for m in fresh), "a bot that spoke over somebody"

        self.step("bot_answers", person, settle)

    # ---- what counselors do

    @somebody_is("queued")
    @rule(person=st.sampled_from(PEOPLE), one=st.integers(0, 2))
    def is_rung(self, person: str, one: int) -> None:
        self._ring(person, one)

    def _ring(self, person: str, one: int) -> None:
        async def offer(seen: Seen) -> None:
            held = await self.desk.handoff(seen.handoff or NOBODY) if seen.handoff else None
            if held is not None:
                await self.database.write(lambda c: self.desk.passing.offer(c, held, self.staff[one].id, 60))

        self.step("offer", person, offer)

    @somebody_is(*ASKED, "deferred", "active")
    @rule(person=st.sampled_from(PEOPLE), one=st.integers(0, 2), late=st.booleans())
    def accepts(self, person: str, one: int, late: bool) -> None:
        self.step(
            "accept", person, lambda s: self.desk.handoffs.accept(s.handoff or "", self.staff[one], after_hours=late)
        )

    @rule(person=st.sampled_from(PEOPLE), one=st.integers(0, 2))
    def seizes(self, person: str, one: int) -> None:
        self.step("seize", person, lambda seen: self.desk.passing.seize(seen.id, self.staff[one]))

    @somebody_is("active")
    @rule(person=st.sampled_from(PEOPLE), one=st.integers(0, 2), note=st.booleans())
    def writes(self, person: str, one: int, note: bool) -> None:
        kind = "internal" if note else "public"
        self.step("write", person, lambda seen: self.desk.handoffs.say(
            seen.id, self.staff[one], self._new(), "답이에요", kind  # type: ignore[arg-type]
        ))  # fmt: skip

    @somebody_is("active")
    @rule(person=st.sampled_from(PEOPLE), one=st.integers(0, 2), mode=st.sampled_from(["resume", "restart", "menu"]))
    def gives_back(self, person: str, one: int, mode: Any) -> None:
        self.step("give_back", person, lambda seen: self.desk.handoffs.give_back(
            seen.handoff or "", self.staff[one], mode, "answered"
        ))  # fmt: skip

    @somebody_is("active")
    @rule(person=st.sampled_from(PEOPLE), one=st.integers(0, 2))
    def resolves(self, person: str, one: int) -> None:
        self.step("resolve", person, lambda s: self.desk.handoffs.resolve(s.handoff or "", self.staff[one], "answered"))

    @somebody_is("active")
    @rule()
    def comes_back_to_the_same_counselor(self) -> None:
        """T13, soon after it was resolved, while that counselor is still there."""
        person, seen = next((who, seen) for who, seen in self.now.items() if seen.state == "active")
        self._pass(1, {0, 1, 2})
        one = next(n for n, each in enumerate(self.staff) if each.id == seen.owner)
        self.resolves(person, one)
        self.says_something(person)

    @somebody_is("active")
    @rule(person=st.sampled_from(PEOPLE), pair=st.permutations([0, 1, 2]))
    def hands_over(self, person: str, pair: list[int]) -> None:
        one, other = self.staff[pair[0]], self.staff[pair[1]]
        self.step("hand_over", person, lambda s: self.desk.passing.transfer(s.handoff or "", one, other.id, "부탁해요"))

    @somebody_is("active")
    @rule(person=st.sampled_from(PEOPLE), one=st.integers(0, 2))
    def takes(self, person: str, one: int) -> None:
        self.step("take", person, lambda s: self.desk.passing.accept_transfer(s.handoff or "", self.staff[one]))

    @somebody_is("active")
    @rule(person=st.sampled_from(PEOPLE), one=st.integers(0, 2))
    def refuses(self, person: str, one: int) -> None:
        self.step("refuse", person, lambda s: self.desk.passing.end_transfer(s.handoff or "", self.staff[one], "일"))

    @somebody_is("active")
    @rule(person=st.sampled_from(PEOPLE), one=st.integers(0, 2))
    def hands_to_a_team(self, person: str, one: int) -> None:
        self.step("to_team", person, lambda s: self.desk.passing.transfer_to_team(
            s.handoff or "", self.staff[one], "", "부탁해요"
        ))  # fmt: skip

    @somebody_is("offered")
    @rule(person=st.sampled_from(PEOPLE), one=st.integers(0, 2))
    def declines(self, person: str, one: int) -> None:
        self.step("decline", person, lambda s: self.desk.passing.decline(s.handoff or "", self.staff[one]))

    @somebody_is("queued")
    @rule(one=st.integers(0, 2), what=st.sampled_from(WHILE_IT_RINGS))
    def while_it_rings(self, one: int, what: str) -> None:
        """A ring lasts a minute: by chance little else ever happens in it."""
        person = next(who for who, seen in self.now.items() if seen.state == "queued")
        self._ring(person, one)
        if self.now[person].state == "offered":
            {
                "cancel": lambda: self.cancels(person),
                "leave": lambda: self.leaves(person),
                "block": lambda: self.shuts_us_out_or_lets_us_in(person, "blocked"),
                "accept": lambda: self.accepts(person, one, False),
                "seize": lambda: self.seizes(person, 2),
                "decline": lambda: self.declines(person, one),
                "reassign": lambda: self.is_given_it_by_the_lead(person, one),
                "void": lambda: self.is_ended_by_the_lead(person),
            }[what]()

    @somebody_is("active")
    @rule(person=st.sampled_from(PEOPLE), one=st.integers(0, 2))
    def puts_it_back_in_line(self, person: str, one: int) -> None:
        self.step("requeue", person, lambda s: self.desk.passing.requeue(s.handoff or "", self.staff[one], "쉬어요"))

    @somebody_is(*OPEN)
    @rule(person=st.sampled_from(PEOPLE), one=st.integers(0, 2))
    def is_given_it_by_the_lead(self, person: str, one: int) -> None:
        self.step("reassign", person, lambda s: self.desk.passing.reassign(
            s.handoff or "", self.staff[2], self.staff[one], "휴가"
        ))  # fmt: skip

    @somebody_is(*OPEN, "deferred")
    @rule(person=st.sampled_from(PEOPLE))
    def is_ended_by_the_lead(self, person: str) -> None:
        self.step("void", person, lambda s: self.desk.passing.void(s.handoff or "", self.staff[2], "시험"))

    # ---- what time does

    @rule(seconds=st.sampled_from([1, 31, 61, 130, 700, 2000]), alive=st.sets(st.integers(0, 2)))
    def time_passes(self, seconds: int, alive: set[int]) -> None:
        self._pass(seconds, alive)

    @rule(hour=st.sampled_from([9, 12, 13, 17, 18]), minute=st.sampled_from([0, 59]), alive=st.sets(st.integers(0, 2)))
    def the_clock_strikes(self, hour: int, minute: int, alive: set[int]) -> None:
        """Opening, lunch and closing time, and the minutes before."""
        self._pass(self._until(hour, minute), alive)

    @somebody_is("queued")
    @rule(person=st.sampled_from(PEOPLE), one=st.integers(0, 2), alive=st.sets(st.integers(0, 2)))
    def the_day_ends_while_somebody_is_rung(self, person: str, one: int, alive: set[int]) -> None:
        """A ring lasts a minute: by chance none is ever heard at closing time."""
        self._pass(self._until(17, 59), alive)
        self._pass(45, alive)
        self._ring(person, one)
        self._pass(self._until(18, 0), alive)

    def _until(self, hour: int, minute: int) -> float:
        now = self.desk.clock.at.astimezone(SEOUL)
        then = now.replace(hour=hour, minute=minute, second=1, microsecond=0)
        return (then - now).total_seconds() % 86_400

    def _pass(self, seconds: float, alive: set[int]) -> None:
        before = {person: self.run(self._seen(person)) for person in PEOPLE}
        self.run(self.desk.passes(seconds, *(self.staff[n] for n in sorted(alive))))
        type(self).steps += 1
        for person in PEOPLE:
            self.now[person] = self.run(self._seen(person))
            self._legal("pass", before[person], self.now[person])

    # ---- what must hold

    def step(self, kind: str, person: str, act: Callable[[Seen], Coroutine[Any, Any, object]]) -> None:
        """Do one thing; it leads where the table says, and one that is refused leads nowhere."""
        type(self).steps += 1
        before = self.run(self._seen(person))
        try:
            self.run(act(before))
        except REFUSALS:
            assert self.run(self._seen(person)) == before, f"{kind} was refused and yet changed something"
            return
        self.now[person] = self.run(self._seen(person))
        self._legal(kind, before, self.now[person])

    def _legal(self, kind: str, before: Seen, after: Seen) -> None:
        change = (before.state, after.state)
        assert before.state == after.state or change in MAY[kind], f"{kind}: {before} -> {after}"
        if before.state != after.state:
            self.rows.add((kind, *change))
        assert after.epoch >= before.epoch
        moved = (before.control, before.owner) != (after.control, after.owner)
        assert not moved or after.epoch > before.epoch, f"{kind} moved the floor in the same epoch"

    @invariant()
    def every_talk_has_one_owner(self) -> None:
        if not hasattr(self, "desk"):
            return
        for person in PEOPLE:
            seen = self.run(self._seen(person))
            expected = {"active": {"human"}, "queued": {"queued"}, "offered": {"queued"}, "deferred": {"bot"}}
            assert seen.control in expected.get(seen.state, {"bot", "closed"}), seen
            assert (seen.control == "human") == (seen.owner is not None), seen
            assert seen.handed_to is None or seen.state == "active", seen

    async def _seen(self, person: str) -> Seen:
        async with self.database.read() as connection:
            hashed = self.desk.inbox.hash_of("widget", person)
            talk = await conversations.of_person(connection, "widget", hashed)
            assert talk is not None
            held = await handoffs.open_of(connection, talk.id)
            assert held is None or (held.owner_id, held.epoch) == (talk.owner_id, talk.epoch), held
            waits = held or await handoffs.deferred_of(connection, talk.id)
        return Seen(
            talk.id, talk.control, talk.epoch, talk.owner_id, waits.state if waits else NOBODY,
            waits.id if waits else None, waits.transfer_to if waits else None, talk.next_seq - 1,
        )  # fmt: skip

    async def _resolved(self, seen: Seen) -> bool:
        async with self.database.read() as connection:
            last = await handoffs.latest_of(connection, seen.id)
        return last is not None and last.state == "resolved"

    async def _press(self, person: str, order: str) -> None:
        """Press a button of the gateway's own; like any word of theirs it opens a talk that was closed."""
        await self.desk.inbox.accept(Inbound("widget", person, self._new(), "단추", payload=f"gateway:{order}"))

    def _new(self) -> str:
        self.said += 1
        return f"m{self.said}"

    async def _written(self) -> None:
        """All that was ever done is written down with who and why; no ending lacks a reason, no number a line."""
        async with self.database.read() as connection:
            steps = list((await connection.execute(select(handoff_event))).mappings())
            ended = list((await connection.execute(select(handoff).where(handoff.c.ended_at.is_not(None)))).mappings())
            lines = (await connection.execute(select(message.c.conversation_id, message.c.seq))).all()
        assert all(one["reason"] and one["actor_kind"] for one in steps)
        assert all(one["end_reason"] for one in ended)
        assert all(one["outcome"] for one in ended if one["state"] in ("returned", "resolved"))
        by_talk: dict[str, list[int]] = {}
        for talk, seq in lines:
            by_talk.setdefault(talk, []).append(seq)
        assert all(sorted(seqs) == list(range(1, len(seqs) + 1)) for seqs in by_talk.values()), "a hole in seq"
