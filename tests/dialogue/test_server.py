"""The action server's promises: six calls as Rasa makes them, the secret, silence about the inside."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
import yaml

from actions.__main__ import EVERY
from bot.store.database import Database

from .conftest import ROOT, Server, call, serve

THANKS = "도움이 됐다니 다행이에요. 더 궁금한 점이 있으면 편하게 물어봐 주세요."
GOLDEN = {
    "answers": (
        200,
        {
            "events": [
                {
                    "event": "slot",
                    "timestamp": None,
                    "name": "last_answer",
                    "value": {"kind": "smalltalk", "id": "thank"},
                }
            ],
            "responses": [
                {
                    "text": THANKS,
                    "buttons": [],
                    "elements": [],
                    "custom": {"answer": {"kind": "smalltalk", "id": "thank"}, "knowledge": "<version>"},
                    "template": None,
                    "response": None,
                    "image": None,
                    "attachment": None,
                }
            ],
        },
    ),
    "nothing to do": (200, None),
    "unknown action": (
        404,
        {"error": "No registered action found for name 'action_nope'.", "action_name": "action_nope"},
    ),
    "no domain": (449, {"action_name": "action_small_talk"}),
    "fails": (500, {"error": "action failed"}),
    "no body": (400, {"error": "Invalid body request"}),
}


def said(text: str = "고마워", intent: str = "thank") -> dict[str, Any]:
    return {"text": text, "intent": {"name": intent}, "entities": [], "intent_ranking": []}


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose database has no tables yet."""
    folder = tmp_path_factory.mktemp("broken")
    url = f"sqlite:///{folder / 'empty.db'}"
    asyncio.run(Database(url).close())
    yield from serve(url, folder)


def test_the_six_calls_are_what_rasa_knows(server: Server, broken: Server) -> None:
    asked = call("action_small_talk", {}, said(), [])
    without_domain = {name: value for name, value in asked.items() if name != "domain"}
    answers = {
        "answers": server.post(asked),
        "nothing to do": server.post({**asked, "next_action": None}),
        "unknown action": server.post({**asked, "next_action": "action_nope"}),
        "no domain": server.post(without_domain),
        "fails": broken.post(call("action_find_vacancies", {}, said("전주 일자리", "find_vacancy"), [])),
        "no body": server.client.post(f"{server.url}/webhook", headers=secret(server)),
    }
    for name, (status, body) in GOLDEN.items():
        got = answers[name]
        assert got.status_code == status, name
        assert _steady(got.json()) == _steady(body), name


def secret(server: Server) -> dict[str, str]:
    from .conftest import SECRET

    return {"x-actions-secret": SECRET}


def _steady(body: Any) -> Any:
    """Return the body with the version of the knowledge taken out, and without the SDK's advice on domains."""
    if isinstance(body, dict) and "responses" in body:
        for one in body["responses"]:
            one["custom"]["knowledge"] = "<version>"
    if isinstance(body, dict) and "Missing domain" in str(body.get("error")):
        return {"action_name": body["action_name"]}
    return body


def test_a_deflated_body_is_read(server: Server) -> None:
    """Rasa can be told to compress its calls."""
    import json

    body = zlib.compress(json.dumps(call("action_small_talk", {}, said(), [])).encode())
    got = server.client.post(
        f"{server.url}/webhook", content=body, headers={**secret(server), "content-encoding": "deflate"}
    )
    assert got.json()["responses"][0]["text"] == THANKS


@pytest.mark.parametrize("headers", [{}, {"x-actions-secret": ""}, {"x-actions-secret": "wrong"}])
def test_without_the_secret_nothing_but_health_is_told(server: Server, headers: dict[str, str]) -> None:
    body = call("action_small_talk", {}, said(), [])
    assert server.client.post(f"{server.url}/webhook", json=body, headers=headers).status_code == 403
    assert server.client.get(f"{server.url}/actions", headers=headers).status_code == 403
    assert server.client.get(f"{server.url}/health", headers=headers).json() == {"status": "ok"}


def test_another_site_is_not_let_in(server: Server) -> None:
    origin = {"origin": "https://elsewhere.example", **secret(server)}
    got = server.client.get(f"{server.url}/actions", headers=origin)
    preflight = server.client.options(
        f"{server.url}/webhook", headers={**origin, "access-control-request-method": "POST"}
    )
    assert got.status_code == 200
    assert not [name for answer in (got, preflight) for name in answer.headers if name.startswith("access-control")]


def test_a_failure_tells_where_but_never_what_was_written(
    broken: Server, tmp_path_factory: pytest.TempPathFactory
) -> None:
    secretive = "제 번호는 공일공 일이삼사예요"
    answer = broken.post(call("action_find_vacancies", {}, said(secretive, "find_vacancy"), []))
    assert answer.json() == {"error": "action failed"}
    log = max(Path(tmp_path_factory.getbasetemp()).glob("broken*/actions.log"))
    written = log.read_text(encoding="utf-8")
    assert "action_find_vacancies failed" in written
    assert secretive not in written
    assert "SELECT" not in written


def test_every_action_of_the_domain_is_served_and_no_other(server: Server) -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    served = {one["name"] for one in server.client.get(f"{server.url}/actions", headers=secret(server)).json()}
    assert served == set(domain["actions"]) == {one.title for one in EVERY}


def test_what_buttons_carry_is_known_to_the_engine() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    assert {"fact", "choices", "condition", "item", "faq", "reason"} <= set(domain["entities"])


def test_it_listens_on_loopback_only(server: Server) -> None:
    port = httpx.URL(server.url).port
    ears = [c.laddr for c in psutil.net_connections("tcp") if c.status == psutil.CONN_LISTEN and c.laddr.port == port]
    assert {ear.ip for ear in ears} == {"127.0.0.1"}
