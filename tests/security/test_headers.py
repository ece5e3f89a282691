"""What every response says about itself, and how little a failure says."""

from __future__ import annotations

import re

import pytest

from bot.console.login import Logins
from bot.store import staff
from bot.web.headers import policy
from bot.web.origin import Origins
from tests.gateway import Gateway, gateway
from tests.talk.conftest import Talk

PATHS = ["/", "/chat", "/console", "/healthz", "/api/v1/me", "/nowhere", "/static/tokens.css", "/widget/loader.js"]


@pytest.mark.parametrize("path", PATHS)
async def test_every_response_is_dressed(house: Gateway, path: str) -> None:
    async with house.browser() as browser:
        headers = (await browser.get(house.url + path)).headers
    assert headers["content-security-policy"] == policy(Origins.of(house.settings))
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "server" not in headers


async def test_the_pages_stand_under_their_policy(house: Gateway) -> None:
    """Every file that a page names is served by us, and nothing in a page is inline."""
    async with house.browser() as browser:
        for path in ("/", "/chat", "/console"):
            page = await browser.get(house.url + path)
            assert page.status_code == 200
            assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page.text)
            for named in re.findall(r'(?:src|href)="(/(?:static|widget|console/static)/[^"]+)"', page.text):
                assert (await browser.get(house.url + named)).status_code == 200, named


async def test_outside_practice_the_front_door_is_the_chat(talk: Talk) -> None:
    real = {"mode": "production", "engine_secret": "e" * 32, "actions_secret": "a" * 32, "address_key": "d" * 32}
    async with gateway(talk, **real) as house, house.browser() as browser:
        answer = await browser.get(f"{house.url}/")
    assert (answer.status_code, answer.headers["location"]) == (302, "/chat")


def test_the_policy_lets_nothing_inline_run_and_nobody_frame_us() -> None:
    said = dict(part.split(" ", 1) for part in policy(Origins("https://a.kr")).split("; "))
    assert said["default-src"] == said["frame-ancestors"] == said["base-uri"] == "'none'"
    assert said["script-src"] == said["style-src"] == "'self'"
    assert said["connect-src"] == "'self' wss://a.kr"
    assert said["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in policy(Origins("https://a.kr"))


@pytest.mark.parametrize("path", ["/chat", "/console", "/api/v1/me", "/api/v1/queue", "/nowhere"])
async def test_talks_are_never_kept_by_a_shared_computer(house: Gateway, path: str) -> None:
    async with house.browser() as browser:
        headers = (await browser.get(house.url + path)).headers
    assert headers["cache-control"] == "no-store"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("path", ["/static/tokens.css", "/widget/loader.js"])
async def test_host_sites_may_load_the_widget_and_ask_whether_it_changed(house: Gateway, path: str) -> None:
    async with house.browser() as browser:
        first = await browser.get(house.url + path)
        assert first.headers["access-control-allow-origin"] == "*"
        assert first.headers["cross-origin-resource-policy"] == "cross-origin"
        assert first.headers["content-encoding"] == "gzip"
        again = await browser.get(house.url + path, headers={"if-none-match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        plain = await browser.get(house.url + path, headers={"accept-encoding": "identity"})
        assert plain.content == first.content


@pytest.mark.parametrize(
    "path",
    [
        "/static/../origin.py", "/static/%2e%2e/origin.py", "/widget/..%2f..%2fsettings.py", "/static//etc/passwd",
        "/static/vendor/VENDORED.md", "/static/.hidden", "/static/", "/static/vendor", "/widget/%00.js",
        "/static/" + "a" * 300 + ".js", "/console/static/../gate.py", "/static/%ff.js",
    ],
)  # fmt: skip
async def test_nothing_but_the_served_files_is_served(house: Gateway, path: str) -> None:
    async with house.browser() as browser:
        answer = await browser.get(house.url + path)
    assert answer.status_code in (400, 404), answer.text
    assert "def " not in answer.text


async def test_a_page_that_is_not_there_is_calm_and_korean(house: Gateway) -> None:
    async with house.browser() as browser:
        page = await browser.get(house.url + "/nowhere", headers={"accept": "text/html"})
        problem = await browser.get("nowhere", headers={"accept": "text/html"})
    assert page.status_code == 404
    assert 'lang="ko"' in page.text
    assert "찾으시는 페이지가 없어요" in page.text
    assert problem.headers["content-type"].startswith("application/problem+json")
    title = "찾으시는 것이 없어요."
    assert problem.json() == {"type": "about:blank", "status": 404, "code": "not_found", "title": title}


async def test_a_fault_of_ours_tells_a_trace_and_nothing_else(
    house: Gateway, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = " ".join(("secret of 김하나", "010-1234-5678"))

    async def broken(*_: object) -> None:
        raise RuntimeError(said)

    monkeypatch.setattr(Logins, "session", broken)
    async with house.browser() as browser:
        answer = await browser.get("me")
    told = answer.json()
    assert (answer.status_code, told["code"]) == (500, "unexpected")
    assert told["trace"] in caplog.text
    for kept in (answer.text, caplog.text):
        assert said not in kept
    assert "RuntimeError" in caplog.text


async def test_bodies_have_a_largest_size(house: Gateway) -> None:
    async with house.browser() as browser:
        answer = await browser.post("auth/login", content=b"x" * 70_000, headers={"content-type": "application/json"})
    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b"[" * 30_000, b"\xff", b'"x"', b"1e999"])
async def test_bodies_that_are_no_object_are_refused(house: Gateway, body: bytes) -> None:
    async with house.browser() as browser:
        answer = await browser.post("auth/login", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["code"].startswith("bad_")


async def test_a_forged_forwarding_header_changes_nobodys_address(house: Gateway) -> None:
    assert house.app.config.PROXIES_COUNT is None
    browser = await house.counselor("dul")
    for forged in ("1.2.3.4", "1.2.3.4, 5.6.7.8"):
        sent = {"login": "dul", "password": "x" * 12}
        await browser.post("auth/login", json=sent, headers={"x-forwarded-for": forged})
    async with house.talk.database.read() as connection:
        addresses = {row["address"] for row in await staff.accesses(connection)}
    assert addresses == {"127.0.0.1"}


async def test_health(house: Gateway) -> None:
    async with house.browser() as browser:
        assert (await browser.get(f"{house.url}/healthz")).json() == {"alive": True}
        assert (await browser.get(f"{house.url}/readyz")).status_code == 200
