"""Two programmes side by side: what differs, and whether one may have both."""

from __future__ import annotations

import re
from typing import Final

from actions import questions
from actions.knowledge import Programme
from actions.knowledge.judge import Judgement, judge
from actions.memory import Heard, Memory
from actions.room import Room
from actions.speech import compare as speech
from actions.speech.parts import Said
from actions.telling import named_in

TOGETHER: Final = re.compile(
    r"같이|동시|중복|함께 (?!두배)|둘 ?다|한꺼번에|겹치|받으면서|받는 ?중에|병행|이중|하면서|받고 ?있|두 ?개 ?다|못 ?받"
)
DIFFERENT: Final = re.compile(
    r"차이|다른|달라|비교|뭐가 ?(?:더|나|낫)|어느|어떤 ?게|둘 ?중|vs|나아|나을|낫|좋아|유리|같은 ?거"
)
FROM_WHEN: Final = re.compile(
    r"언제부터|언제쯤|얼마나 (?:지나|기다|있)|몇 ?달 ?(?:뒤|후|있)|끝나(?:면|고)|나중에는|그럼 언제"
)
SINCE: Final = "months_since"
TYPE_ONE, TYPE_TWO = "kr.kua.type1", "kr.kua.type2"
OTHER_TYPE: Final = re.compile(r"(?:2|II|Ⅱ|이)\s?유형|2형")
BOTH_OF_THEM: Final = re.compile(r"같이|동시|중복|함께|둘 ?다|한꺼번에")
BETTER: Final = re.compile(
    r"둘\s?중|(?:뭐|무엇|어느\s?(?:게|것|쪽)|어떤\s?(?:게|것))\S?\s?(?:더\s?)?(?:나아|나을|나은|낫|좋|유리)"
)
THAT: Final = re.compile(r"그거|그건|그것|그 ?사업|이거|이건|거기")


def compared(room: Room, heard: Heard, memory: Memory) -> Said | None:
    """Return both programmes side by side, or None where the message compares no two."""
    together = bool(TOGETHER.search(heard.text))
    if heard.tapped or not (together or DIFFERENT.search(heard.text)):
        return None
    named = _both(room, heard, memory)
    if len(named) < 2:
        return None
    asks = TOGETHER if together else DIFFERENT
    near = questions.near(room, heard, -questions.DOUBT)
    prepared = [f for f in near if set(named[:2]) <= {*f.related} and asks.search(f.question)]
    if prepared:
        return questions.answered(room, tuple(prepared[:1]))
    one, other = (room.programme(id) for id in named[:2])
    reasons = _reasons(room, one, other)
    return speech.side_by_side(
        (one, other), (_window(room, one), _window(room, other)), conflict=_clash(one, other),
        notes=reasons, together=together, mine=_mine(room, memory, named[:2]),
    )  # fmt: skip


def after_both(room: Room, heard: Heard, memory: Memory) -> Said | None:
    """Return from when the one may follow the other: “그럼 언제부터 돼요” after two that do not go together."""
    if heard.tapped or not FROM_WHEN.search(heard.text) or named_in(room, heard):
        return None
    before = memory.last_answer
    pair = list(before.get("pair") or ())
    if before.get("kind") == "faq" and (faq := room.knowledge.faqs.get(str(before.get("id")))) is not None:
        pair = list(faq.related[:2]) if TOGETHER.search(faq.question) else []
    if len(pair) < 2 or not set(pair) <= set(room.knowledge.programmes):
        return None
    one, other = (room.programme(id) for id in pair)
    waits = [(name, r) for name, r in _reasons(room, one, other) if r.field.startswith(SINCE)]
    return speech.one_after_the_other((one, other), waits)


def _both(room: Room, heard: Heard, memory: Memory) -> list[str]:
    named = named_in(room, heard)
    if TYPE_ONE in named and TYPE_TWO not in named and OTHER_TYPE.search(heard.text):
        named.append(TYPE_TWO)
    if not named and OTHER_TYPE.search(heard.text) and re.search(r"(?:1|I|Ⅰ|일)\s?유형|1형", heard.text):
        return [TYPE_ONE, TYPE_TWO]
    if not named and (BOTH_OF_THEM.search(heard.text) or BETTER.search(heard.text)):
        return _two_before(room, memory)  # 같이 받을 수 있어?, 둘 중에 뭐가 나아? after the two were side by side
    before = memory.programme
    asks_of_before = THAT.search(heard.text) or not THAT.search(heard.text)
    if len(named) == 1 and before and before != named[0] and before in room.knowledge.programmes and asks_of_before:
        return [before, *named]
    return named


def _two_before(room: Room, memory: Memory) -> list[str]:
    """The two programmes that were told about together just now, be it by a prepared answer."""
    pair = list(memory.last_answer.get("pair") or ())
    faq = room.knowledge.faqs.get(str(memory.last_answer.get("id")))
    if not pair and faq is not None and (TOGETHER.search(faq.question) or DIFFERENT.search(faq.question)):
        pair = list(faq.related[:2])
    return pair if set(pair) <= set(room.knowledge.programmes) else []


def _mine(room: Room, memory: Memory, named: list[str]) -> tuple[Judgement, Judgement] | None:
    """How the two stand for who asks, where anything is known of them."""
    known = any(value is not None for value in memory.facts.values())
    one, other = (judge(room.knowledge.programmes[id], memory.facts, room.today(), room.knowledge) for id in named)
    return (one, other) if known else None


def _window(room: Room, one: Programme) -> Judgement:
    return judge(room.knowledge.programmes[one.id], {}, room.today(), room.knowledge)


def _clash(one: Programme, other: Programme) -> bool:
    return other.id in one.conflicts_with or one.id in other.conflicts_with


# Facts that say one takes part in a programme: a rule on them is a rule about having both.
ABOUT: Final = {
    "receiving_ub": "kr.ub.jobseeker",
    "months_since_ub_end": "kr.ub.jobseeker",
    "kua_participant": "kr.kua.type1",
    "months_since_allowance_end": "jb.vitality",
}


def _reasons(room: Room, one: Programme, other: Programme) -> list[speech.Told]:
    """Return the conditions of each that speak of the other, with the programme whose they are."""
    return [told for a, b in ((one, other), (other, one)) for told in _about(room, a, b)]


def _about(room: Room, one: Programme, other: Programme) -> list[speech.Told]:
    reasons = _window(room, one).reasons
    return [(one, r) for r in reasons if ABOUT.get(r.field) == other.id and r.conf in speech.SPEAKABLE]
