"""KakaoTalk's door as a whole: `door` delivers what is late, `room` is the skill."""

from __future__ import annotations

from collections.abc import Callable

from sanic import Blueprint

from bot.channels.kakao import hook
from bot.channels.kakao.api import KakaoApi
from bot.channels.kakao.door import KakaoDoor
from bot.channels.kakao.render import Sayings, Ways
from bot.channels.kakao.skill import Rooms, Skill
from bot.privacy.sealing import Sealer
from bot.settings import Settings
from bot.talk.notices import Notices


class Station:
    """`link` makes a signed web link for a person id."""

    def __init__(self, settings: Settings, rooms: Rooms, sealer: Sealer, link: Callable[[str], str]) -> None:
        key = settings.kakao_rest_key.get_secret_value()
        self.api = KakaoApi(settings.kakao_api, key)
        event = settings.kakao_event if key else ""
        ways = Ways(settings.centre_phone, settings.kakao_operator, link, add=_friends(settings, event))
        self.door = KakaoDoor(
            self.api, rooms.database, sealer, rooms.clock, ways, sayings(rooms.notices), event
        )
        self.skill = Skill(rooms, self.door)
        secrets = (settings.kakao_secret, settings.kakao_secret_previous)
        self.room: Blueprint = hook.blueprint(
            self.skill, settings.kakao_bot_id, [s.get_secret_value() for s in secrets]
        )

    async def stop(self) -> None:
        """Let open calls come to their end."""
        await self.skill.stop()

    async def close(self) -> None:
        """Let go of Kakao, after nobody delivers any more."""
        await self.api.close()


def _friends(settings: Settings, event: str) -> str:
    """Return where the channel is added; empty while adding it would open no way."""
    return f"https://pf.kakao.com/{settings.kakao_channel}/friend" if settings.kakao_channel and event else ""


def sayings(notices: Notices) -> Sayings:
    """Return the renderer's own words."""
    return Sayings(
        notices.say("kakao_more"), notices.say("kakao_ways"), notices.say("kakao_add"), notices.say("kakao_links").text,
        notices.say("kakao_cut").text,
    )  # fmt: skip
