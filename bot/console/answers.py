"""How the console's API answers: JSON in readable Korean, and a 409 that says who was quicker."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TypeVar

from sanic import HTTPResponse
from sanic.response import json

from bot.talk.handoff import Closed, Full, Gone, NotThere, NotYours, Taken
from bot.talk.hours import in_words
from bot.web.problems import Problem
from bot.words import Json

T = TypeVar("T")


def said(answer: Json, status: int = 200) -> HTTPResponse:
    return json(answer, status=status, ensure_ascii=False)


async def done(doing: Awaitable[T]) -> T:
    """Return what was done, or say in a `Problem` 409 why it could not be."""
    try:
        return await doing
    except Taken as lost:
        title = f"{lost.owner_name} 상담사가 먼저 맡았어요."
        at = lost.accepted_at.isoformat()
        raise Problem(409, "taken", title, owner_name=lost.owner_name, accepted_at=at) from None
    except NotYours as no:
        raise Problem(409, "not_yours", "지금 맡고 있는 상담이 아니에요.", owner_name=no.owner_name) from None
    except Full as full:
        title = f"동시에 맡을 수 있는 상담({full.most}개)을 이미 맡고 있어요."
        raise Problem(409, "full", title, most=full.most) from None
    except Closed as shut:
        title = f"지금은 상담 시간이 아니에요. {in_words(shut.opens)}에 시작해요."
        raise Problem(409, "closed", title, opens=shut.opens.isoformat()) from None
    except NotThere as away:
        who = f"{away.name} 상담사" if away.name else "그 상담사"
        raise Problem(409, "not_there", f"{who}는 지금 자리에 없어요. 다른 분을 골라 주세요.") from None
    except Gone:
        raise Problem(409, "gone", "이미 끝났거나 취소된 상담이에요.") from None
