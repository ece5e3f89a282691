"""How an operator sets Telegram up, and a look whether it works."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.api import Api
from bot.channels.telegram.hook import HEADER, PATH, path_of
from bot.channels.telegram.updates import ALLOWED
from bot.settings import Settings
from bot.talk.sheets import Finding, Sheet, State, Value, read_sheet

MANY_WAITING = 50
LATELY = timedelta(minutes=10)
SETUP = Path(__file__).with_name("setup.yml")


class TelegramGuide:
    """A `talk.sheets.Guide`. `api`: None while Telegram is off."""

    def __init__(self, settings: Settings, api: Api | None) -> None:
        self.settings = settings
        self.api = api

    def sheet(self) -> Sheet:
        s = self.settings
        given = {
            "ILJARI_TELEGRAM": s.telegram != "off", "ILJARI_TELEGRAM_TOKEN": s.telegram_token.get_secret_value(),
            "ILJARI_TELEGRAM_SECRET": s.telegram == "polling" or s.telegram_secret.get_secret_value(),
            "ILJARI_TELEGRAM_NOTICE": s.practice or s.telegram_notice, "ILJARI_PUBLIC_URL": s.public_url,
        }  # fmt: skip
        notice, url = s.telegram_notice or "(아직 없어요)", f"{s.own_url}{PATH}"
        facts = {"notice": notice, "url": url, "allowed": ", ".join(ALLOWED)}
        state: State = "off" if s.telegram == "off" else "on"
        missing = [name for name, value in given.items() if not value]
        return read_sheet(SETUP, "telegram", "텔레그램", state, missing, f"웹훅 비밀값 {HEADER}", facts)

    def secret(self) -> Value | None:
        value = self.settings.telegram_secret.get_secret_value()
        return Value("secret_token", value, "setWebhook을 손으로 부를 때만 써요") if value else None

    async def try_out(self) -> Sequence[Finding]:
        if self.api is None:
            return [Finding("bad", "텔레그램이 꺼져 있어요.", "ILJARI_TELEGRAM을 적고 다시 시작해 주세요.")]
        findings = await self._webhook() if self.settings.telegram == "webhook" else []
        for look in (self._bot, self._info):
            findings += await _looked(look(self.api))
        return findings

    async def _bot(self, api: Api) -> list[Finding]:
        me = await api.bot.get_me()
        return [Finding("good", f"토큰이 맞아요. 봇은 @{me.username}이에요.")]

    async def _info(self, api: Api) -> list[Finding]:
        """What Telegram says of our webhook: where it leads, what waits there, what went wrong lately."""
        info = await api.bot.get_webhook_info()
        findings: list[Finding] = []
        if self.settings.telegram == "webhook":
            ours = f"{self.settings.own_url}{path_of(self.settings.telegram_secret.get_secret_value())}"
            if info.url == ours:
                findings.append(Finding("good", "텔레그램이 우리 주소를 알고 있어요."))
            else:
                cure = "다시 시작하면 저절로 등록해요. 다른 서버가 같은 토큰을 쓰는지도 봐 주세요."
                findings.append(Finding("bad", "텔레그램이 다른 주소를 알고 있어요.", cure))
        if info.pending_update_count > MANY_WAITING:
            what = f"전해지지 않은 글이 {info.pending_update_count}개 쌓였어요."
            findings.append(Finding("bad", what, "주소와 인증서를 봐 주세요."))
        failed = info.last_error_date
        if failed is not None and datetime.now(UTC) - failed < LATELY:
            findings.append(Finding("bad", f"텔레그램이 조금 전 우리에게 닿지 못했어요: {info.last_error_message}"))
        return findings

    async def _webhook(self) -> list[Finding]:
        url = f"{self.settings.loopback_url}{PATH}"
        findings = []
        async with httpx.AsyncClient(timeout=6.0, trust_env=False) as client:
            known = {HEADER: self.settings.telegram_secret.get_secret_value()}
            for name, headers, wanted in (("비밀값과 함께 부르면", known, 200), ("비밀값 없이 부르면", {}, 403)):
                try:
                    status = (await client.post(url, json={}, headers=headers)).status_code
                except httpx.HTTPError as error:
                    return [Finding("bad", f"웹훅 주소에 닿지 않아요 ({type(error).__name__}).")]
                findings.append(Finding("good" if status == wanted else "bad", f"{name} {status}로 답해요."))
        return findings


async def _looked(look: Awaitable[list[Finding]]) -> list[Finding]:
    try:
        return await look
    except InvalidToken:
        return [Finding("bad", "토큰이 맞지 않아요.", "@BotFather의 토큰을 ILJARI_TELEGRAM_TOKEN에 다시 적어 주세요.")]
    except TelegramError as error:
        cure = "api.telegram.org:443을 열거나 ILJARI_TELEGRAM_PROXY를 적어 주세요."
        return [Finding("bad", f"텔레그램에 닿지 않아요 ({type(error).__name__}).", cure)]
