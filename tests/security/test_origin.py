"""Who may open our sockets and change anything: our own pages, and for the widget the configured sites."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from bot.web.origin import SAFE, Origins, origin_of, refusal
from tests.gateway import PLAIN, Gateway, gateway
from tests.talk.conftest import Talk

OWN = "https://chat.example.go.kr"
FOREIGN = [
    "null", "", "https://chat.example.go.kr.evil.kr", "https://evil-chat.example.go.kr", "https://example.go.kr",
    "https://chat.example.go.kr:8443", "https://chat.example.go.kr:443", "http://chat.example.go.kr",
    "HTTPS://CHAT.EXAMPLE.GO.KR", "https://Chat.example.go.kr", "https://chat.example.go.kr/", "https://chat.example.go.kr.",
    "https://chat.example.go.kr@evil.kr", "https://evil.kr#chat.example.go.kr", "https://evil.kr/chat.example.go.kr",
    "https://chat.example.go.kr evil.kr", " https://chat.example.go.kr", "https://chat.example.go.kr ", "https://",
    "chat.example.go.kr", "//chat.example.go.kr", "file://", "chrome-extension://abc", "https://chat.example.go.kr,https://e.kr",
    "https://chat-example.go.kr", "https://chat.example.go.krx", "https://xchat.example.go.kr", "https://chat.example.kr",
    "https://xn--chat-example.go.kr", "https://сhat.example.go.kr", "https://localhost", "http://127.0.0.1:8000",
    "https://[::1]", "data:text/html", "blob:https://chat.example.go.kr", "ws://chat.example.go.kr",
    "wss://chat.example.go.kr", "https://www.example.go.kr.", "https://*.example.go.kr", "https://chat.example.go.kr\t",
]  # fmt: skip


def test_of_forty_origins_none_but_ours_is_ours() -> None:
    ours = Origins(OWN)
    assert ours.is_own(OWN, "chat.example.go.kr")
    assert [origin for origin in FOREIGN if ours.is_own(origin, "chat.example.go.kr")] == []
    assert not ours.is_own(None, "chat.example.go.kr")


def test_a_site_that_carries_the_widget_may_talk_but_is_not_us() -> None:
    ours = Origins(OWN, frozenset({"https://www.example.go.kr"}))
    assert ours.may_embed("https://www.example.go.kr", "chat.example.go.kr")
    assert not ours.is_own("https://www.example.go.kr", "chat.example.go.kr")
    assert [origin for origin in FOREIGN if ours.may_embed(origin, "chat.example.go.kr")] == []


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "192.168.0.7:8000"])
def test_without_a_public_url_we_are_whatever_address_we_are_called_by(host: str) -> None:
    ours = Origins("http://127.0.0.1:8000", by_address=True)
    assert ours.is_own(f"http://{host}", host)
    assert not ours.is_own("http://evil.kr", host)


def test_a_name_that_points_to_us_is_not_believed() -> None:
    ours = Origins("http://127.0.0.1:8000", by_address=True)
    assert not ours.is_own("http://rebound.evil.kr:8000", "rebound.evil.kr:8000")


@given(st.text())
def test_nothing_that_is_not_spelled_like_ours_is_ours(origin: str) -> None:
    assert Origins(OWN).is_own(origin, "chat.example.go.kr") == (origin == OWN)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Chat.Example.go.kr:443/x", "https://chat.example.go.kr"),
        ("http://a:80", "http://a"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
    ],
)
def test_origins_are_written_as_browsers_write_them(url: str, origin: str) -> None:
    assert origin_of(url) == origin


@pytest.mark.parametrize("path", ["/ws/widget", "/ws/console"])
async def test_no_other_site_opens_a_socket(house: Gateway, path: str) -> None:
    port = house.url.rsplit(":", 1)[1]
    for origin in [*FOREIGN, f"http://localhost.:{port}", f"http://127.0.0.1:{int(port) + 1}", f"https://127.0.0.1:{port}"]:
        if origin != origin.strip() or not origin.isascii():
            continue  # no HTTP client can send it
        with pytest.raises(InvalidStatus) as refused:
            async with connect(f"{house.socket_url}{path}", origin=origin, proxy=None):
                pass
        assert refused.value.response.status_code == 403, origin
    with pytest.raises(InvalidStatus):
        async with connect(f"{house.socket_url}{path}", proxy=None):
            pass


async def test_a_configured_site_opens_the_widget_and_never_the_console(talk: Talk) -> None:
    site = "https://www.example.go.kr"
    async with gateway(talk, host_origins=(site,)) as house:
        async with connect(f"{house.socket_url}/ws/widget", origin=site, proxy=None) as socket:
            await socket.send('{"type": "hello"}')
            assert "welcome" in str(await socket.recv())
        with pytest.raises(InvalidStatus):
            async with connect(f"{house.socket_url}/ws/console", origin=site, proxy=None):
                pass


async def test_a_socket_address_asked_without_upgrade_is_no_fault_of_ours(house: Gateway) -> None:
    async with house.browser() as browser:
        for path in ("/ws/widget", "/ws/console"):
            assert (await browser.get(f"{house.url}{path}")).status_code == 426


SITES = [None, "same-origin", "same-site", "cross-site", "none"]
ORIGINS = ["own", None, "null", "https://evil.kr"]
KINDS = ["application/json", "text/plain", "application/x-www-form-urlencoded", "application/octet-stream"]


def combinations(wanted: str) -> Iterator[tuple[dict[str, str], bool]]:
    """Eighty ways to send a POST, and whether it is one of our pages' own with the kind of body that is wanted."""
    for site, origin, kind in itertools.product(SITES, ORIGINS, KINDS):
        sent = {"sec-fetch-site": site, "origin": origin, "content-type": kind}
        ours = site in (None, "same-origin") and origin in (None, "own") and (site, origin) != (None, None)
        yield {name: value for name, value in sent.items() if value}, ours and kind == wanted


async def test_every_changing_route_of_the_console_wants_our_own_page(house: Gateway) -> None:
    """The routes come from the router: one that is added tomorrow is tested tomorrow."""
    counselor = await house.counselor()
    cookie = f"iljari={counselor.cookies['iljari']}"
    changing = sorted(
        (method, "/" + route.path)
        for route in house.app.router.routes
        for method in route.methods - SAFE
        if route.path.startswith("api/")
    )
    assert len(changing) >= 8
    async with httpx.AsyncClient(base_url=house.url, trust_env=False, verify=PLAIN) as anything:
        for method, path in changing:
            wanted = "application/octet-stream" if path.endswith("/files") else "application/json"
            for headers, ours in combinations(wanted):
                if ours and path.endswith(("auth/logout", "auth/login")):
                    continue  # it would end the session
                if headers.get("origin") == "own":
                    headers["origin"] = house.url
                where = path.replace("<id:str>", "x")
                answer = await anything.request(method, where, headers={**headers, "cookie": cookie}, content=b"{}")
                refused = answer.status_code in (403, 415) and answer.json()["code"] in ("cross_site", "json_only")
                assert refused is not ours, (method, path, headers, answer.text)
    assert (await counselor.get("me")).status_code == 200


def test_safe_methods_are_never_refused() -> None:
    for method in SAFE:
        assert refusal(method, {"origin": "https://evil.kr", "sec-fetch-site": "cross-site"}, Origins(OWN)) is None


async def test_every_room_that_changes_things_is_guarded_or_known_to_be_no_browsers(house: Gateway) -> None:
    changing = {
        route.path for route in house.app.router.routes if route.methods - SAFE and not route.path.startswith("api/v1/")
    }
    assert changing == set(EMBEDDED)  # host sites may; the next test shows who may not


EMBEDDED = ("ws/widget/poll", "ws/widget/file", "ws/widget/file/open")


@pytest.mark.parametrize("path", EMBEDDED)
async def test_plain_requests_to_the_widget_are_for_those_who_may_have_a_socket(talk: Talk, path: str) -> None:
    site = "https://www.example.go.kr"
    async with gateway(talk, host_origins=(site,)) as house, house.browser() as browser:
        url = f"{house.url}/{path}"
        for origin in ["https://evil.kr", "null", f"{site}.evil.kr"]:
            for method in ("POST", "OPTIONS"):
                answer = await browser.request(method, url, json={"hello": {}}, headers={"origin": origin})
                assert answer.status_code == 403
                assert "access-control-allow-origin" not in answer.headers
        before = await browser.options(url, headers={"origin": site})
        assert before.headers["access-control-allow-origin"] == site
        answer = await browser.post(url, json={"hello": {"cookie": True}}, headers={"origin": site})
        assert answer.headers["access-control-allow-origin"] == site
        assert "access-control-allow-credentials" not in answer.headers
