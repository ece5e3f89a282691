"""Asking for a counselor with all that was said, cancelling it, and coming back from one."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from actions.act import Act
from actions.caring import in_danger
from actions.memory import Heard, Json, Memory
from actions.room import Room
from actions.speech import facts as speech_facts
from actions.speech import handoff as speech
from actions.speech import small_talk
from actions.speech.conditions import said as conditions_said
from actions.speech.parts import Button, Said, button
from actions.telling import alone, likely_aspect, tell

MOST_SENTENCES: Final = 3
MOST_NOTED: Final = 5


class AskPerson(Act):
    title: ClassVar[str] = "action_handoff"
    takes_asides: ClassVar[bool] = False

    async def answer(self, heard: Heard, memory: Memory) -> Said:
        if not heard.tapped and (named := alone(self.room, heard)) is not None:  # 집단상담 신청 asks for no counselor
            return tell(self.room, named, "how" if (aspect := likely_aspect(heard)) == "what" else aspect)
        reason = "distress" if in_danger(memory) else str(heard.one("reason") or "user_asked")
        return speech.asked(reason if reason in speech.REASONS else "user_asked", summary(self.room, memory))


class Cancel(Act):
    """Stop what is going on: a waiting handoff, or the question that is open."""

    title: ClassVar[str] = "action_cancel"

    async def answer(self, heard: Heard, memory: Memory) -> Said:
        if memory.handoff_state in ("requested", "queued"):
            return speech.cancelled()
        said = small_talk.cancelled()
        return Said(said.bubbles, said.answer, {"asking": None, "unanswered": None})


class AfterHandoff(Act):
    title: ClassVar[str] = "action_after_handoff"
    takes_asides: ClassVar[bool] = False

    async def answer(self, heard: Heard, memory: Memory) -> Said:
        mode = memory.handback_mode or "menu"
        question = str(memory.asking.get("question") or "")
        return speech.back(mode, memory.last_handoff_outcome, _go_on(memory), question)


def summary(room: Room, memory: Memory) -> Json:
    """Return what a counselor should know at a glance; see docs/architecture.md, *What an action says*."""
    return {
        "need": _need(room, memory),
        "facts": speech_facts.labelled(memory.facts, room.knowledge.vocabulary),
        "judgements": _noted(memory, "judgement"),
        "searches": _noted(memory, "about_search") or _searching(room, memory),
        "said": [text for _, text in zip(range(MOST_SENTENCES), memory.said(), strict=False)][::-1],
    }


def _need(room: Room, memory: Memory) -> str:
    """Return the need in one line: the programme or search the talk is about, else the citizen's last sentence."""
    named = memory.programme
    if named is not None and named in room.knowledge.programmes:
        one = room.knowledge.programmes[named]
        judged = any(a.get("result") and a.get("id") == named for a in memory.answers())
        return f"{one.name} {'받을 수 있는지 확인' if judged else '문의'}"
    if memory.search:
        searching = _searching(room, memory)
        return searching[0] if searching else _kind(memory)
    return next(memory.said(), "상담 요청")


def _noted(memory: Memory, name: str) -> list[str]:
    """Return what earlier answers noted under `name`, newest first, each once."""
    notes: list[Any] = [a[name] for a in memory.answers() if a.get(name)]
    return [str(n) for n in dict.fromkeys(notes)][:MOST_NOTED]


def _searching(room: Room, memory: Memory) -> list[str]:
    said = conditions_said(memory.search, room.names)
    about = [_kind(memory)] if memory.search.get("kind") == "course" else []
    return [" · ".join([*about, *said])] if said else []


def _kind(memory: Memory) -> str:
    return (small_talk.COURSES if memory.search.get("kind") == "course" else small_talk.JOBS).title


def _go_on(memory: Memory) -> Button | None:
    """Return the button that takes up the talk where the counselor took it over."""
    if memory.asking.get("programme"):
        return button("이어서", "check_eligibility", programme=memory.asking["programme"])
    if memory.search.get("kind") == "course":
        return button("이어서", "find_training")
    if memory.search:
        return button("이어서", "find_vacancy")
    return button("이어서", "ask_programme", programme=memory.programme) if memory.programme else None


ACTIONS: Final = (AskPerson, Cancel, AfterHandoff)
