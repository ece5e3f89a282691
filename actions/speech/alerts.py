"""Being told of new vacancies and courses: what is kept, for how long, how to stop. What is done the gateway says."""

from __future__ import annotations

from typing import Any, Final

from actions.speech.catalogue import COURSES, JOBS, ONE, course_card, vacancy_card
from actions.speech.parts import Bubble, Card, Said, button, josa
from bot.store.catalogue import Course, Vacancy

NOT_NOW: Final = button("괜찮아요", "deny")


def ask(label: str, search: dict[str, Any]) -> Said:
    """Say what is kept and how long, when nothing is sent and how it ends; nothing is kept before the answer.

    A change of this wording is a change of what people agree to: give it a new name in `bot.talk.alerts.CONSENT`.
    """
    one = ONE[search["kind"]]
    text = (
        f"“{label}” 조건에 맞는 새 {josa(one, '이')} 나오면 알려 드릴게요.\n"
        "그러려면 이 검색 조건을 90일 동안 보관해야 해요. 광고는 보내지 않고, 밤 9시부터 아침 8시까지는 쉬어요. "
        "“알림 그만”이라고 하시면 바로 지워요. 동의하시면 얼마나 자주 받을지 골라 주세요."
    )
    daily, each = ("하루 한 번 받기", "digest"), ("나올 때마다 받기", "instant")
    buttons = (*(button(title, "save_search", alert=how) for title, how in (daily, each)), NOT_NOW)
    answer = {"kind": "action", "id": "action_save_search"}
    return Said((Bubble(text, buttons),), answer, {"search": search, "asking": {"offer": "alert"}})


def nothing_to_keep() -> Said:
    """Ask for what one would like to be told of."""
    text = "무엇이 새로 나오면 알려 드릴까요? 지역이나 하고 싶은 일을 먼저 찾아보시면 그 조건으로 알려 드려요."
    return Said((Bubble(text, (JOBS, COURSES)),), {"kind": "action", "id": "action_save_search", "result": "empty"})


def letter(action: str, kind: str, **data: Any) -> Said:
    """Ask the gateway for something; it answers in its own words, so nothing is said here."""
    return Said((Bubble(""),), {"kind": "action", "id": action}, {"asking": None}, ({"letter": kind, **data},))


def item_of(one: Vacancy | Course) -> str:
    """Return what makes it news only once: a vacancy that is posted again is the same."""
    return (one.likeness if isinstance(one, Vacancy) else "") or one.id


def card_of(one: Vacancy | Course) -> Card:
    return vacancy_card(one) if isinstance(one, Vacancy) else course_card(one)
