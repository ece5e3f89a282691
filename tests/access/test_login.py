"""Who gets in, what a session is worth, and how little a stranger learns."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from bot.console import accounts
from bot.console.passwords import Passwords
from bot.store import staff
from bot.store.clock import new_id, now
from bot.store.tables import staff_session
from tests.conftest import FakeClock
from tests.gateway import PASSWORD, Gateway, gateway
from tests.talk.conftest import Talk


@pytest.fixture
async def timed(talk: Talk, clock: FakeClock) -> AsyncIterator[Gateway]:
    """A gateway whose counselors live by a clock of the test's."""
    async with gateway(talk, clock) as running:
        yield running


OPEN = {"api/v1/auth/login", "api/v1/practice"}  # what the login page needs before anybody has signed in


def body_of(method: str, path: str) -> dict[str, Any]:
    """Return a body of the kind that the route takes, so that nothing but the session can be wrong."""
    if method != "POST":
        return {}
    whole = {"content": b"x", "headers": {"content-type": "application/octet-stream"}}
    return whole if path.endswith("/files") else {"json": {}}


async def try_(house: Gateway, login: str, password: str) -> httpx.Response:
    async with house.browser() as browser:
        return await browser.post("auth/login", json={"login": login, "password": password})


async def test_the_first_account_is_made_once_and_must_change_its_password(house: Gateway) -> None:
    made = await accounts.first_account(house.talk.database, now, new_id)
    assert made is not None
    login, once = made
    assert await accounts.first_account(house.talk.database, now, new_id) is None
    async with house.browser() as browser:
        me = (await browser.post("auth/login", json={"login": login, "password": once})).json()
        assert me["must_change"] is True
        changed = await browser.post("auth/password", json={"current": once, "new": PASSWORD})
        assert changed.json()["must_change"] is False
        assert (await browser.get("queue")).status_code == 200
    assert (await try_(house, login, once)).status_code == 401
    assert (await try_(house, login, PASSWORD)).status_code == 200


async def test_a_one_time_password_opens_nothing_but_its_own_change(house: Gateway) -> None:
    once = await accounts.add(house.talk.database, now, new_id, login="hana", name="김하나", role="counselor")
    async with house.browser() as browser:
        await browser.post("auth/login", json={"login": "hana", "password": once})
        free = OPEN | {"api/v1/auth/password", "api/v1/auth/logout", "api/v1/me"}
        routes = [r for r in house.app.router.routes if r.path.startswith("api/v1/") and r.path not in free]
        assert len(routes) >= 7
        for route in routes:
            for method in route.methods - {"HEAD", "OPTIONS"}:
                url = f"{house.url}/{route.path}".replace("<id:str>", "x")
                answer = await browser.request(method, url, **body_of(method, route.path))
                assert (answer.status_code, answer.json()["code"]) == (403, "must_change_password"), route.path
        assert (await browser.get("me")).status_code == 200


@pytest.mark.parametrize("role", ["admin", "auditor"])
async def test_who_runs_the_system_reads_no_talks(house: Gateway, role: str) -> None:
    browser = await house.counselor("gwan", role)
    for path in ("queue", "conversations", "conversations/x", "conversations/x/messages"):
        answer = await browser.get(path)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_your_role")


async def test_without_a_session_every_route_but_login_is_shut(house: Gateway) -> None:
    async with house.browser() as browser:
        browser.cookies.set("iljari", "x" * 43, domain="127.0.0.1")
        routes = [r for r in house.app.router.routes if r.path.startswith("api/v1/") and r.path not in OPEN]
        for route in routes:
            for method in route.methods - {"HEAD", "OPTIONS"}:
                url = f"{house.url}/{route.path}".replace("<id:str>", "x")
                answer = await browser.request(method, url, **body_of(method, route.path))
                assert (answer.status_code, answer.json()["code"]) == (401, "signed_out"), route.path


async def test_unknown_wrong_locked_and_shut_look_the_same(house: Gateway) -> None:
    for login in ("known", "locked", "shut"):
        await house.counselor(login)
    for _ in range(5):
        await try_(house, "locked", "wrong password")
    await accounts.disable(house.talk.database, now, "shut")
    answers = [
        await try_(house, "nobody", "wrong password"),
        await try_(house, "known", "wrong password"),
        await try_(house, "locked", PASSWORD),
        await try_(house, "shut", PASSWORD),
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1
    assert len({str(sorted(answer.headers.keys())) for answer in answers}) == 1


async def test_the_same_work_is_done_for_an_unknown_login(house: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    """Time is not measured: it is the same because the same hash is checked once, on every way."""
    await house.counselor("known")
    checked: list[str] = []
    verify = Passwords._verify

    def counted(self: Passwords, kept: str, password: str) -> bool:
        checked.append(kept.rsplit("$", 2)[0])
        return verify(self, kept, password)

    monkeypatch.setattr(Passwords, "_verify", counted)
    await try_(house, "nobody", "wrong password")
    await try_(house, "known", "wrong password")
    assert len(checked) == 2
    assert checked[0] == checked[1] == "$argon2id$v=19$m=65536,t=3,p=1"


async def test_five_failures_lock_and_the_lock_grows(timed: Gateway, clock: FakeClock) -> None:
    await timed.counselor("hana")
    for _ in range(4):
        await try_(timed, "hana", "wrong password")
    assert (await try_(timed, "hana", PASSWORD)).status_code == 200  # success forgets the failures
    for _ in range(5):
        await try_(timed, "hana", "wrong password")
    assert (await try_(timed, "hana", PASSWORD)).status_code == 401
    clock.pass_(14 * 60)
    assert (await try_(timed, "hana", PASSWORD)).status_code == 401
    clock.pass_(61)
    await try_(timed, "hana", "wrong password")  # the sixth: now it is half an hour
    clock.pass_(29 * 60)
    assert (await try_(timed, "hana", PASSWORD)).status_code == 401
    clock.pass_(61)
    assert (await try_(timed, "hana", PASSWORD)).status_code == 200


async def test_guesses_made_at_once_do_not_pass_the_lock(house: Gateway) -> None:
    await house.counselor("hana")
    guesses = [try_(house, "hana", f"wrong password {i}") for i in range(12)]
    await asyncio.gather(*guesses)
    async with house.talk.database.read() as connection:
        account = await staff.by_login(connection, "hana")
    assert account is not None
    assert account.failures == 5
    assert (await try_(house, "hana", PASSWORD)).status_code == 401


async def test_one_address_may_try_only_so_often(talk: Talk) -> None:
    async with gateway(talk, tries=3) as house:
        codes = [(await try_(house, f"login{i}", "wrong password")).status_code for i in range(5)]
    assert codes == [401, 401, 401, 429, 429]


async def test_a_reset_unlocks_and_ends_sessions(house: Gateway) -> None:
    browser = await house.counselor("hana")
    for _ in range(5):
        await try_(house, "hana", "wrong password")
    once = await accounts.reset(house.talk.database, "hana")
    assert (await browser.get("me")).status_code == 401
    assert (await try_(house, "hana", once)).json()["must_change"] is True


async def test_a_session_is_new_at_login_and_at_a_password_change(house: Gateway) -> None:
    browser = await house.counselor("hana")
    tokens = [browser.cookies["iljari"]]
    other = house.browser()
    await other.post("auth/login", json={"login": "hana", "password": PASSWORD})
    await browser.post("auth/login", json={"login": "hana", "password": PASSWORD})
    tokens.append(browser.cookies["iljari"])
    await browser.post("auth/password", json={"current": PASSWORD, "new": PASSWORD + "!"})
    tokens.append(browser.cookies["iljari"])
    assert len(set(tokens)) == 3
    assert (await other.get("me")).status_code == 401  # a new password ends the others
    for old in tokens[:2]:
        async with house.browser() as thief:
            thief.cookies.set("iljari", old, domain="127.0.0.1")
            assert (await thief.get("me")).status_code == 401
    assert (await browser.get("me")).status_code == 200


async def test_a_session_does_not_outlive_logout_or_the_account(house: Gateway) -> None:
    for end in ("logout", "disable"):
        browser = await house.counselor(end)
        token = browser.cookies["iljari"]
        if end == "logout":
            answer = await browser.post("auth/logout")
            assert "max-age=0" in answer.headers["set-cookie"].lower()
            assert '"storage"' in answer.headers["clear-site-data"]
        else:
            await accounts.disable(house.talk.database, now, end)
        async with house.browser() as thief:
            thief.cookies.set("iljari", token, domain="127.0.0.1")
            assert (await thief.get("me")).status_code == 401


async def test_a_session_ends_by_idleness_and_after_a_day(timed: Gateway, clock: FakeClock) -> None:
    browser = await timed.counselor("hana")
    for _ in range(4):
        clock.pass_(29 * 60)
        assert (await browser.get("me")).status_code == 200
    for _ in range(2):
        clock.pass_(16 * 60)
        last = await browser.get("me", headers={"x-background": "1"})  # a poll is nobody's work
    assert last.status_code == 401
    await browser.post("auth/login", json={"login": "hana", "password": PASSWORD})
    for _ in range(19):
        clock.pass_(29 * 60)
        last = await browser.get("me")
    assert last.status_code == 401  # nine hours and more


async def test_the_cookie_is_out_of_reach(talk: Talk) -> None:
    async with gateway(talk) as house:
        await house.counselor("hana")
        plain = (await try_(house, "hana", PASSWORD)).headers["set-cookie"]
        assert plain.startswith("iljari=")
        assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(plain.split("; "))
        assert "Secure" not in plain
    async with gateway(talk, public_url="https://chat.example.go.kr") as house:
        async with house.browser(origin="https://chat.example.go.kr") as browser:
            answer = await browser.post("auth/login", json={"login": "hana", "password": PASSWORD})
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-iljari=")
        assert {"HttpOnly", "SameSite=Strict", "Path=/", "Secure"} <= set(cookie.split("; "))
        assert "Domain" not in cookie


async def test_no_password_and_no_token_is_kept_as_it_is(house: Gateway) -> None:
    browser = await house.counselor("hana")
    async with house.talk.database.read() as connection:
        account = await staff.by_login(connection, "hana")
        assert account is not None
        assert account.password_hash.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
        kept = list((await connection.execute(select(staff_session.c.token_hash))).scalars())
    assert browser.cookies["iljari"] not in kept
    assert all(len(hashed) == 64 for hashed in kept)


@pytest.mark.parametrize(
    "password",
    ["short", "가" * 11, "a" * 12, "abababababab", "password1234", "일자리전북1234!", "hanahanahana1", "xyz12" * 26],
)
async def test_easy_passwords_are_refused_with_the_reason(house: Gateway, password: str) -> None:
    browser = await house.counselor("hana")
    answer = await browser.post("auth/password", json={"current": PASSWORD, "new": password})
    assert (answer.status_code, answer.json()["code"]) == (400, "weak_password")
    assert answer.json()["title"].endswith("요.")
    assert (await browser.get("me")).status_code == 200


async def test_a_new_password_needs_the_current_one(house: Gateway) -> None:
    browser = await house.counselor("hana")
    answer = await browser.post("auth/password", json={"current": "not the current", "new": PASSWORD + "?"})
    assert (answer.status_code, answer.json()["code"]) == (400, "wrong_password")
    assert (await try_(house, "hana", PASSWORD)).status_code == 200


@pytest.mark.parametrize(
    "sent",
    [
        {}, {"login": "a"}, {"login": 1, "password": 2}, {"login": ["a"], "password": {}},
        {"login": "\ud800", "password": "x"}, {"login": "\x00", "password": "x"},
        {"login": "a" * 61, "password": "x"}, {"login": "a", "password": "x" * 201},
    ],
)  # fmt: skip
async def test_odd_logins_are_bad_requests(house: Gateway, sent: object) -> None:
    async with house.browser() as browser:
        answer = await browser.post(
            "auth/login", content=json.dumps(sent), headers={"content-type": "application/json"}
        )
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_field")


@pytest.mark.parametrize("login", ["Hana", "하나", "a", "a b", "../x", "a" * 41, ""])
async def test_odd_names_get_no_account(house: Gateway, login: str) -> None:
    with pytest.raises(accounts.AccountRefused):
        await accounts.add(house.talk.database, now, new_id, login=login, name="이름", role="counselor")
    async with house.talk.database.read() as connection:
        assert await staff.count(connection) == 0


async def test_a_login_is_given_once(house: Gateway) -> None:
    await accounts.add(house.talk.database, now, new_id, login="hana", name="김하나", role="counselor")
    with pytest.raises(accounts.AccountRefused, match="이미 있어요"):
        await accounts.add(house.talk.database, now, new_id, login="hana", name="다른 하나", role="counselor")
    with pytest.raises(accounts.NoSuchAccount):
        await accounts.reset(house.talk.database, "nobody")
    (only,) = await accounts.list_all(house.talk.database)
    assert (only.login, only.name) == ("hana", "김하나")
