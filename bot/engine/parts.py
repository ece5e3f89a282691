"""Whether the parts of a message, each read alone, are different questions. Pure.

A part is a question if it is understood on its own; greetings and thanks do not count. In doubt the message is one.
"""

from __future__ import annotations

from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Set, Text

Json = Dict[Text, Any]

SURE = 0.6  # of its kind: "실업급여 얼마" is half a frequent question and half an aspect, and surely one of them
SAME_QUESTION = 0.45  # the score of a frequent question below which it is not known which one is asked
POLITE = frozenset({"greet", "thank", "goodbye"})
CARE = ("distress", "abuse")  # wherever they are, they are the message
PERSON = "request_human"
ANSWERS = frozenset({"provide_info", "affirm", "deny", "dont_know"})
JUDGES = frozenset({"check_eligibility", "recommend_programme"})
OTHERS = frozenset({"amount", "how", "documents", "when", "where", "contact"})  # aspects that no judgement tells
KINDS: Dict[Text, Text] = {
    **dict.fromkeys(("ask_faq", "ask_programme"), "told"),
    **dict.fromkeys(("find_vacancy", "refine_search", "show_more", "item_detail"), "search"),
    **{name: name for name in (
        "find_training", "check_eligibility", "recommend_programme", "ask_application_status", "ask_centre",
        "find_agency", "job_preparation", "labour_rights", "employer_service", "startup_support", "save_search",
        "list_alerts", "stop_alerts", PERSON,
    )},
}  # fmt: skip
BY_FAQ = frozenset({"told", "job_preparation", "labour_rights", "employer_service", "startup_support", "find_agency"})


class Part(NamedTuple):
    """A part of a message: where it stands, its words, and how they are read alone."""

    start: int
    text: Text
    data: Json

    @property
    def intent(self) -> Text:
        return str((self.data.get("intent") or {}).get("name") or "")

    @property
    def sure(self) -> float:
        """How sure its kind is: the confidences of all intents of that kind."""
        kind = KINDS.get(self.intent, self.intent)
        ranked = self.data.get("intent_ranking") or []
        return sum(float(one["confidence"]) for one in ranked if KINDS.get(one["name"], one["name"]) == kind)

    def all(self, entity: Text) -> Set[Any]:
        return {one["value"] for one in self.data.get("entities") or [] if one.get("entity") == entity}

    @property
    def faq(self) -> Optional[Text]:
        """The frequent question it asks, if that is clear."""
        best = ((self.data.get("knowledge") or {}).get("faq") or [{}])[0]
        return best.get("id") if float(best.get("score") or 0.0) >= SAME_QUESTION else None


def calls_for_care(parts: Sequence[Part]) -> Optional[Part]:
    """Return the part that is a cry or an insult, or asks for a person before other questions: it is the message."""
    last = len(parts) - 1
    return next(
        (p for i, p in enumerate(parts)
         if p.sure >= SURE and (p.intent in CARE or (p.intent == PERSON and i < last))), None,
    )  # fmt: skip


def several(parts: Sequence[Part]) -> List[Part]:
    """Return the questions in their order if they are two or more, all different and all understood; else nothing."""
    asked = [part for part in parts if part.intent not in POLITE]
    clear = all(part.intent in KINDS and part.sure >= SURE for part in asked)
    apart = all(different(a, b) for i, a in enumerate(asked) for b in asked[i + 1 :])
    return asked if clear and apart and len(asked) > 1 else []


def answered_and_asked(parts: Sequence[Part], asking: Json) -> List[Part]:
    """Return an answer to the open question and what is asked behind it, if that is something else; else nothing."""
    if len(parts) < 2 or parts[0].intent not in ANSWERS or parts[0].sure < SURE:
        return []
    asked = parts[1:]
    if any(part.intent in ANSWERS or _of_the_same(part, asking) for part in asked):
        return []
    vague = len(asked) == 1 and bool(asked[0].all("aspect"))  # 이거 얼마나 걸려요? is asked of what the talk is about
    clear = all(part.intent in KINDS and part.sure >= SURE for part in asked)
    return list(parts) if clear or vague else []


def _of_the_same(part: Part, asking: Json) -> bool:
    return part.intent in JUDGES and part.all("programme") <= {asking.get("programme")}


def different(one: Part, other: Part) -> bool:
    """Say whether two parts ask for different things, so that one answer could not be both."""
    kinds = {KINDS.get(one.intent), KINDS.get(other.intent)}
    named = one.all("programme"), other.all("programme")
    if all(named) and not (named[0] & named[1]):
        return len(kinds) > 1 or not kinds <= {"search", "find_training"}
    if kinds == {"told", "check_eligibility"}:
        told = one if one.intent != "check_eligibility" else other
        return bool(told.all("aspect") & OTHERS)
    if len(kinds) > 1:
        return True
    return bool(kinds & BY_FAQ and one.faq and other.faq and one.faq != other.faq)
