"""An interview survives a side question: the open question waits behind the answer, and “이어서” brings it back."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from actions import interview, judging
from actions.memory import Heard, Json, Memory
from actions.room import Room
from actions.speech import resume as speech
from actions.speech.parts import Said

ANSWERS: Final = frozenset({"action_take_fact", "action_correct"})
YES: Final = ("affirm",)
ENDS: Final = frozenset(
    {
        "action_cancel", "action_start_over", "action_handoff", "action_after_handoff", "action_fallback",
        "action_care", "action_unanswered",
    }
)


def waiting(memory: Memory) -> Json:
    """Return what was being asked before a side question, or nothing."""
    return dict(memory.asking.get("resume") or {})


def kept(title: str, memory: Memory, said: Said) -> Said:
    """Keep an open question behind the answer of a side question, and offer to go on with it once nothing is asked."""
    after = dict(said.remember.get("asking") or {})
    behind = _behind(title, memory, after)
    if title in ENDS or not behind:
        return said
    if after.get("field"):
        return Said(said.bubbles, said.answer, {**said.remember, "asking": {**after, "resume": behind}}, said.letters)
    offer = after.get("offer") if after.get("offer") not in (None, "resume") else "resume"
    remember = {**said.remember, "asking": {"offer": offer, "resume": behind}}
    return Said(speech.offered(said.bubbles), said.answer, remember, said.letters)


def _behind(title: str, memory: Memory, after: Json) -> Json:
    own = memory.asking if memory.asking.get("field") else {}
    if not own:
        return waiting(memory)
    same = (after.get("field") or after.get("done")) and all(
        after.get(name) == own.get(name) for name in ("mode", "programme")
    )
    return waiting(memory) if title in ANSWERS or same else own


def resumed(room: Room, memory: Memory) -> Said:
    """Ask again what was asked before the side question."""
    asking = memory.asking if memory.asking.get("field") else waiting(memory)
    before = replace(memory, asking=asking)
    if asking.get("mode") == "recommend":
        said = interview.go_on(room, before, memory.facts)
    else:
        said = judging.check(
            room, str(asking.get("programme")), memory.facts, (), asking.get("private"),
            thorough=bool(asking.get("thorough")), brief=True,
        )  # fmt: skip
    if asking.get("resume") and said.remember.get("asking"):
        said.remember["asking"] = {**said.remember["asking"], "resume": asking["resume"]}
    return said


def wanted(heard: Heard, memory: Memory) -> bool:
    """Say whether the message asks to go on with what waits: its button, “이어서”, or a yes to the offer."""
    if memory.asking.get("field") and speech.says_go_on(heard.text):
        return True
    if not waiting(memory) or memory.asking.get("field"):
        return False
    yes = heard.intent in YES and memory.asking.get("offer") == "resume"
    return heard.one("choices") is not None or yes or speech.says_go_on(heard.text)
