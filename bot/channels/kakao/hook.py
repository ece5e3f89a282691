"""The way in that Kakao calls. There is no signature: a secret header and our bot's id are all the proof."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sanic import Blueprint, Request
from sanic.response import raw

from bot.channels.kakao.payload import NotForUs, read
from bot.channels.kakao.skill import Skill
from bot.web.problems import Problem
from bot.web.proof import knows

PATH = "/webhooks/kakao/skill"
HEADER = "x-iljari-skill-key"
MAX_BODY = 32 * 1024


def blueprint(skill: Skill, bot_id: str, secrets: Sequence[str]) -> Blueprint:
    """Return the room behind the skill's address. `secrets`: the current one, and the previous one while it changes."""
    room = Blueprint("kakao")

    async def call(request: Request) -> None:
        if not knows(request.headers.get(HEADER, ""), secrets):
            raise Problem(401, "unauthorized", "스킬 비밀 헤더가 맞지 않아요.")
        if len(request.body) > MAX_BODY:
            raise Problem(413, "too_large", "보내신 내용이 너무 커요.")
        try:
            said = read(request.body, request.headers.get("x-request-id", ""), skill.door.api.origin)
        except NotForUs:
            raise Problem(400, "bad_request", "요청을 이해하지 못했어요.") from None
        if said.bot.removesuffix("!") != bot_id and said.kind != "test":
            raise Problem(403, "other_bot", "우리 챗봇의 요청이 아니에요.")
        async with skill.answer(said) as answer:
            body = json.dumps(answer, ensure_ascii=False).encode()
            response = await request.respond(raw(body, content_type="application/json; charset=utf-8"))
            await response.send(end_stream=True)

    room.add_route(call, PATH, methods=["POST"], name="skill")
    return room
