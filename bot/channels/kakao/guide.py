"""How an operator sets KakaoTalk up, with the exact values for the admin centre, and a look whether it works."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from bot.channels.kakao.hook import HEADER, PATH
from bot.settings import Settings
from bot.talk.sheets import Finding, Sheet, State, Value, read_sheet
from bot.words import Json

PATIENCE = httpx.Timeout(6.0, connect=3.0)
SOON_ENOUGH = 4.0  # seconds; Kakao cuts off at five
STRANGER = "0" * 24
SETUP = Path(__file__).with_name("setup.yml")


class KakaoGuide:
    """A `talk.sheets.Guide`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @property
    def on(self) -> bool:
        return bool(self.settings.kakao_secret.get_secret_value())

    def sheet(self) -> Sheet:
        given = {
            "ILJARI_KAKAO_SECRET": self.on, "ILJARI_KAKAO_BOT_ID": self.settings.kakao_bot_id,
            "ILJARI_PUBLIC_URL": self.settings.public_url,
        }  # fmt: skip
        missing = [name for name, value in given.items() if not value]
        state: State = "on" if self.on else "off"
        return read_sheet(SETUP, "kakao", "카카오톡", state, missing, f"스킬 헤더 {HEADER}", self._facts())

    def secret(self) -> Value | None:
        value = self.settings.kakao_secret.get_secret_value()
        return Value(HEADER, value, "스킬 편집의 ‘헤더값 입력’과 ‘테스트 헤더값 입력’ 두 곳") if value else None

    async def try_out(self) -> Sequence[Finding]:
        if not self.on:
            return [Finding("bad", "카카오톡이 꺼져 있어요.", "ILJARI_KAKAO_SECRET을 적고 다시 시작해 주세요.")]
        inside = f"{self.settings.loopback_url}{PATH}"
        async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as client:
            found = [await self._answers(client, inside, "게이트웨이 안에서"), *await self._refuses(client, inside)]
            outside = f"{self.settings.own_url}{PATH}"
            if self.settings.public_url:
                found.append(await self._answers(client, outside, "공개 주소로"))
                found += _safe(outside)
            found.append(await self._kakao(client))
        return found

    def _facts(self) -> dict[str, str]:
        s = self.settings
        event = bool(s.kakao_rest_key.get_secret_value() and s.kakao_event)
        return {
            "bot": s.kakao_bot_id or "(아직 없어요)", "url": f"{s.own_url}{PATH}", "header": HEADER,
            "waiting": "{{#webhook.text}}", "event": s.kakao_event, "event_cost": "한 번에 15원" if event else "꺼짐",
            "operator": "켜짐" if s.kakao_operator else "꺼짐", "channel": s.kakao_channel or "꺼짐",
        }  # fmt: skip

    async def _answers(self, client: httpx.AsyncClient, url: str, whence: str) -> Finding:
        """Send what "스킬 테스트" sends: it makes nobody and stores nothing."""
        began = time.monotonic()
        status, said = await self._post(client, url, _test_call(self.settings.kakao_bot_id), self._headers())
        took = time.monotonic() - began
        if status == 0:
            return Finding("bad", f"{whence} 닿지 않아요 ({said}).", "방화벽, 인증서, 역방향 프록시를 확인해 주세요.")
        if status != 200 or not _is_skill_response(said):
            cure = "프록시가 머리글을 지우거나 다른 곳으로 보내는지 확인해 주세요."
            return Finding("bad", f"{whence} 보낸 스킬 테스트에 {status}로 답했어요.", cure)
        if took > SOON_ENOUGH:
            cure = "카카오는 5초에 끊어요. 서버와 프록시를 봐 주세요."
            return Finding("bad", f"{whence} 답하는 데 {took:.1f}초 걸렸어요.", cure)
        return Finding("good", f"{whence} 스킬 테스트에 {took:.2f}초 만에 바르게 답했어요.")

    async def _refuses(self, client: httpx.AsyncClient, url: str) -> list[Finding]:
        """Look whether a stranger and another bot are turned away before anything is read."""
        test = _test_call(self.settings.kakao_bot_id)
        other = {**_test_call(STRANGER), "userRequest": {"user": {"id": "x", "type": "botUserKey"}, "utterance": "?"}}
        findings = []
        for name, body, headers, wanted in (
            ("비밀값 없이 부르면", test, {}, 401), ("다른 봇이 부르면", other, self._headers(), 403),
        ):  # fmt: skip
            status, _ = await self._post(client, url, body, headers)
            good = status == wanted
            findings.append(Finding("good" if good else "bad", f"{name} {status}로 {'막아요' if good else '답해요'}."))
        return findings

    async def _kakao(self, client: httpx.AsyncClient) -> Finding:
        """Callbacks and events lead to Kakao: is it there from here? Nothing is sent to anybody."""
        try:
            await client.get(self.settings.kakao_api)
        except httpx.HTTPError as error:
            host = urlsplit(self.settings.kakao_api).hostname
            what = f"카카오({host})에 닿지 않아요 ({type(error).__name__})."
            return Finding("bad", what, "나가는 443 포트를 열어 주세요.")
        return Finding("good", "늦은 답과 이벤트가 나갈 카카오 주소에 닿아요.")

    async def _post(
        self, client: httpx.AsyncClient, url: str, body: Json, headers: dict[str, str]
    ) -> tuple[int, str]:
        """Return status and text; (0, why) when nobody answers."""
        try:
            answer = await client.post(url, json=body, headers=headers)
        except httpx.HTTPError as error:
            return 0, type(error).__name__
        return answer.status_code, answer.text

    def _headers(self) -> dict[str, str]:
        return {HEADER: self.settings.kakao_secret.get_secret_value()}


def _safe(url: str) -> list[Finding]:
    if url.startswith("https://"):
        return []
    cure = "서명이 없는 규약이라 https가 꼭 필요해요. ILJARI_PUBLIC_URL을 https로 바꿔 주세요."
    return [Finding("bad", "공개 주소가 https가 아니에요.", cure)]


def _test_call(bot: str) -> Json:
    user = {"id": "self-test", "type": "accountId", "properties": {}}
    return {"bot": {"id": bot}, "userRequest": {"utterance": "발화 내용", "user": user}, "action": {}}


def _is_skill_response(text: str) -> bool:
    try:
        said = json.loads(text)
        return said["version"] == "2.0" and bool(said["template"]["outputs"])
    except (ValueError, KeyError, TypeError):
        return False
