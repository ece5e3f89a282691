"""The desk's API beyond the talk itself: what is served is what is described, and every role gets what is its own."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sanic import Sanic

from bot.app import create_app
from bot.privacy.sealing import Sealer
from bot.settings import Settings
from bot.store import callbacks, handoffs, staff
from bot.store.clock import new_id, now
from bot.talk.hooks import Hooks, signature
from tests.access.test_desk import accept, line, waiting
from tests.gateway import Gateway


async def test_the_served_description_is_the_routes(house: Gateway, tmp_path: Path) -> None:
    async with house.browser() as browser:
        told = (await browser.get(f"{house.url}/api/openapi.json")).json()
    keys = dict.fromkeys(("identity_key", "engine_secret", "actions_secret", "address_key"), "k" * 32)
    whole = create_app(Settings(data_dir=tmp_path, **keys))
    Sanic.unregister_app(whole)
    routes = {
        (re.sub(r"<(\w+):str>", r"{\1}", f"/{r.path}"), method.lower())
        for r in whole.router.routes if r.path.startswith("api/v1/") for method in r.methods - {"HEAD", "OPTIONS"}
    }  # fmt: skip
    assert {(path, verb) for path, verbs in told["paths"].items() for verb in verbs} == routes
    assert told["openapi"].startswith("3.1")


ADMINS = ("admin/staff", "admin/webhooks")
LEADS = ("conversations/x/join", "handoffs/x/reassign")


async def test_what_is_the_admins_is_nobody_elses(house: Gateway) -> None:
    for role in ("counselor", "lead", "auditor"):
        browser = await house.counselor(f"a{role}", role)
        for path in ADMINS:
            assert (await browser.get(path)).status_code == 403, (role, path)
        for path in ("admin/teams", "admin/hours/week", "admin/hours/day", "admin/outcomes", "admin/webhooks"):
            assert (await browser.post(path, json={})).status_code == 403, (role, path)
    admin = await house.counselor("gwan", "admin")
    for path in ADMINS:
        assert (await admin.get(path)).status_code == 200
    for path in (*LEADS, "conversations/x/seize", "callbacks/x/reveal"):
        assert (await admin.post(path, json={})).status_code == 403


async def test_a_transfer_by_the_api(house: Gateway) -> None:
    hana, dul = await house.counselor("hana"), await house.counselor("dul")
    async with waiting(house) as (window, card):
        await accept(hana, card)
        people = {p["name"]: p for p in (await hana.get("staff")).json()["items"]}
        await dul.get("queue")
        where = f"handoffs/{card['handoff']}/transfer"
        assert (await hana.post(where, json={"to": people["dul 님"]["id"], "note": " "})).status_code == 400
        answer = await hana.post(where, json={"to": people["dul 님"]["id"], "note": "훈련 상담"})
        assert answer.json()["state"] == "transfer_pending"
        (handed,) = (await dul.get("queue")).json()["transfers"]
        assert handed["handoff_id"] == card["handoff"]
        assert (await dul.get(f"conversations/{card['talk']}")).status_code == 200
        assert (await dul.post(f"{where}/accept", json={})).status_code == 200
        late = await hana.post(f"conversations/{card['talk']}/messages", json=line("m1", "늦은 글"))
        assert late.status_code in (404, 409)
        await window.until_said("hana 님 상담사에 이어 dul 님 상담사가 도와드려요.")


async def test_status_drafts_and_unread_are_kept_on_the_server(house: Gateway) -> None:
    hana = await house.counselor("hana")
    until = (now() + timedelta(minutes=10)).isoformat()
    told = (await hana.post("me/status", json={"status": "break", "reason": "점심", "until": until})).json()
    assert (told["status"], told["reason"], told["there"]) == ("break", "점심", False)
    assert (await hana.post("me/status", json={"status": "asleep"})).status_code == 400
    assert (await hana.post("me/status", json={"status": "online", "until": "tomorrow"})).status_code == 400
    async with waiting(house) as (window, card):
        await accept(hana, card)
        talk = f"conversations/{card['talk']}"
        await hana.post(f"{talk}/draft", json={"text": "쓰다 만 글", "note": True})
        (mine,) = (await hana.get("conversations")).json()["items"]
        assert mine["draft"] == {"text": "쓰다 만 글", "note": True}
        assert mine["unread"] == 2
        await hana.post(f"{talk}/read", json={"seq": mine["last_seq"]})
        await window.say("새 글")
        (mine,) = (await hana.get("conversations")).json()["items"]
        assert mine["unread"] == 1
        await hana.post(f"{talk}/draft", json={"text": ""})
        (mine,) = (await hana.get("conversations")).json()["items"]
        assert mine["draft"] is None


async def test_snippets_belong_to_somebody(house: Gateway) -> None:
    hana, dul = await house.counselor("hana"), await house.counselor("dul")
    mine = {"scope": "me", "shortcut": "인사", "title": "첫인사", "body": "안녕하세요, {이름}입니다"}
    made = (await hana.post("snippets", json=mine)).json()["id"]
    assert [s["shortcut"] for s in (await hana.get("snippets")).json()["items"]] == ["인사"]
    assert (await dul.get("snippets")).json()["items"] == []
    assert (await dul.post(f"snippets/{made}/delete", json={})).status_code == 404
    assert (await hana.post("snippets", json={**mine, "scope": "all"})).status_code == 403
    admin = await house.counselor("gwan", "admin")
    assert (await admin.post("snippets", json={**mine, "scope": "all"})).status_code == 201
    assert len((await dul.get("snippets")).json()["items"]) == 1
    await hana.post(f"snippets/{made}/delete", json={})
    assert len((await hana.get("snippets")).json()["items"]) == 1


async def test_a_number_is_shown_for_a_purpose_that_is_written_down(house: Gateway) -> None:
    hana = await house.counselor("hana")
    sealer = Sealer("s" * 32)
    async with waiting(house) as (_, card):
        id = new_id()
        booked = callbacks.Callback(
            id, card["talk"], "", "widget", sealer.seal("01098765432", f"callback:{id}"), "5432",
            now() + timedelta(hours=1), 0, "이력서", "booked", 0, None, None, None, now(), None,
        )  # fmt: skip
        await house.talk.database.write(lambda c: callbacks.add(c, booked))
    (shown,) = (await hana.get("callbacks")).json()["items"]
    assert shown["phone"] == "***-****-5432"
    assert "9876" not in json.dumps(shown)
    assert (await hana.post(f"callbacks/{id}/reveal", json={})).status_code == 400
    assert (await hana.post(f"callbacks/{id}/reveal", json={"purpose": "callback"})).json() == {"phone": "01098765432"}
    async with house.talk.database.read() as connection:
        log = [row for row in await staff.accesses(connection) if row["action"] == "person.reveal_phone"]
    assert [row["detail"]["purpose"] for row in log] == ["callback"]
    assert (await hana.post(f"callbacks/{id}/result", json={"result": "done", "note": "통화함"})).status_code == 200
    assert (await hana.get("callbacks")).json()["items"] == []


async def test_an_admin_keeps_hours_teams_and_codes(house: Gateway) -> None:
    admin, lead = await house.counselor("gwan", "admin"), await house.counselor("tim", "lead")
    week = {"0": [["09:00", "11:30"]], "6": []}
    assert (await admin.post("admin/hours/week", json={"weeks": week})).status_code == 200
    for bad in ({"0": [["12:00", "25:00"]]}, {"9": []}, {"0": "아침"}, {"0": [["09:00", "12:00"], ["11:00", "13:00"]]}):
        assert (await admin.post("admin/hours/week", json={"weeks": bad})).status_code == 400
    day = {"day": "2027-05-03", "kind": "holiday", "name": "임시공휴일"}
    assert (await admin.post("admin/hours/day", json=day)).status_code == 200
    assert (await lead.post("hours/switch", json={"opened": False, "reason": "직원 회의"})).status_code == 200
    told = (await lead.get("hours")).json()
    assert told["standing"]["open"] is False
    assert told["days"][0]["name"] == "임시공휴일"
    assert told["overrides"][0]["reason"] == "직원 회의"
    assert "2027-02-08" in told["holidays"]
    await lead.post("hours/switch", json={"remove": True})
    assert (await lead.get("hours")).json()["overrides"] == []
    made = await admin.post("admin/teams", json={"name": "청년팀", "segments": ["youth"], "mode": "offer"})
    kept = {"teams": [made.json()["id"]], "skills": ["training"], "max_active": 4}
    people = (await admin.get("admin/staff")).json()["staff"]
    assert (await admin.post(f"admin/staff/{people[0]['id']}", json=kept)).json()["max_active"] == 4
    code = {"code": "visit", "label": "방문 예약을 잡았어요"}
    assert (await admin.post("admin/outcomes", json=code)).status_code == 201
    assert "visit" in [c["code"] for c in (await lead.get("outcomes")).json()["items"]]


async def test_a_lead_reads_by_the_book_and_a_stopped_centre_asks_before_accepting(house: Gateway) -> None:
    hana, lead = await house.counselor("hana"), await house.counselor("tim", "lead")
    async with waiting(house) as (_, card):
        await lead.post("hours/switch", json={"opened": False, "reason": "회의"})
        shut = await accept(hana, card)
        assert (shut.status_code, shut.json()["code"]) == (409, "closed")
        await hana.post(f"handoffs/{card['handoff']}/accept", json={"after_hours": True})
        assert (await lead.get(f"conversations/{card['talk']}/messages")).status_code == 200
        assert (await lead.post(f"conversations/{card['talk']}/join", json={"mode": "silent"})).status_code == 200
        note = line("w1", "속삭임", visibility="internal")
        assert (await lead.post(f"conversations/{card['talk']}/messages", json=note)).status_code == 201
        no = await lead.post(f"conversations/{card['talk']}/messages", json=line("w2", "안녕하세요"))
        assert no.status_code == 409
        assert (await hana.post(f"handoffs/{card['handoff']}/void", json={"reason": "x"})).status_code == 403
        async with house.talk.database.read() as connection:
            actions = {row["action"] for row in await staff.accesses(connection, card["talk"])}
        assert {"conversation.messages", "conversation.join.silent"} <= actions


async def test_asking_in_a_citizens_stead_is_idempotent(house: Gateway) -> None:
    hana = await house.counselor("hana")
    async with waiting(house) as (_, card):
        again = await hana.post(f"conversations/{card['talk']}/handoffs", json={})
        assert (again.status_code, again.json()["id"]) == (200, card["handoff"])


async def test_no_consultation_ends_without_an_outcome(house: Gateway) -> None:
    hana = await house.counselor("hana")
    async with waiting(house) as (_, card):
        await accept(hana, card)
        for verb in ("resolve", "return"):
            answer = await hana.post(f"handoffs/{card['handoff']}/{verb}", json={})
            assert (answer.status_code, answer.json()["field"]) == (400, "outcome")


@pytest.mark.parametrize("broken", [0, 3])
async def test_handoffs_are_told_to_webhooks_signed_and_again_until_taken(house: Gateway, broken: int) -> None:
    got: list[tuple[dict, dict]] = []

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[1:-2]
        sent = {name.lower(): value for name, value in (one.split(": ", 1) for one in head)}
        got.append((sent, json.loads(await reader.readexactly(int(sent["content-length"])))))
        status = b"503 Busy" if len(got) <= broken else b"204 No Content"
        writer.write(b"HTTP/1.1 " + status + b"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    admin = await house.counselor("gwan", "admin")
    secret = "w" * 40
    made = await admin.post(
        "admin/webhooks", json={"url": f"http://127.0.0.1:{port}/hook", "secret": secret, "events": ["handoff.created"]}
    )
    assert made.status_code == 201
    assert (await admin.post("admin/webhooks", json={"url": "http://x.kr", "secret": secret})).status_code == 400
    ahead = timedelta()
    hooks = Hooks(house.talk.database, Sealer("s" * 32), lambda: now() + ahead)
    async with waiting(house) as (_, card):
        for _ in range(broken + 1):
            ahead += timedelta(hours=1)
            assert await hooks.look() == 1
        assert await hooks.look() == 0
    headers, told = got[-1]
    assert told["data"]["handoff_id"] == card["handoff"]
    assert "전주" not in json.dumps(told, ensure_ascii=False)
    body = json.dumps(told, ensure_ascii=False).encode()
    assert headers["x-iljari-signature"] == signature(secret, headers["x-iljari-timestamp"], body)
    assert len({t["event_id"] for _, t in got}) == 1
    await hooks.stop()
    server.close()


async def test_a_webhook_nobody_takes_ends_as_a_dead_letter(house: Gateway) -> None:
    admin = await house.counselor("gwan", "admin")
    await admin.post("admin/webhooks", json={"url": "http://127.0.0.1:9/hook", "secret": "w" * 40})
    ahead = timedelta()
    hooks = Hooks(house.talk.database, Sealer("s" * 32), lambda: now() + ahead)
    async with waiting(house):
        for _ in range(10):
            ahead += timedelta(hours=1)
            await hooks.look()
    (dead,) = (await admin.get("admin/webhooks")).json()["dead"]
    assert dead["attempts"] == 10
    await admin.post(f"admin/deliveries/{dead['id']}/again", json={})
    assert (await admin.get("admin/webhooks")).json()["dead"] == []
    await hooks.stop()


async def test_sixteen_api_clients_accept_at_once(house: Gateway) -> None:
    browsers = [await house.counselor(f"c{n:02}") for n in range(6)]
    async with waiting(house) as (_, card):
        answers: list[httpx.Response] = await asyncio.gather(*(accept(b, card) for b in browsers))
        assert sorted(a.status_code for a in answers) == [200, *[409] * 5]
        async with house.talk.database.read() as connection:
            steps = await handoffs.events(connection, card["handoff"])
        assert [s["to_state"] for s in steps].count("active") == 1


async def test_a_card_is_built_from_its_source_and_a_line_can_be_taken_back(house: Gateway) -> None:
    hana = await house.counselor("hana")
    (found, *_) = (await hana.get("cards", params={"kind": "programme", "q": "실업급여"})).json()["items"]
    assert "2026" in found["source"]
    async with waiting(house) as (window, card):
        await accept(hana, card)
        where = f"conversations/{card['talk']}/messages"
        made = {"kind": "programme", "id": found["id"]}
        assert (await hana.post(where, json={**line("c1", "이 제도예요"), "card": made})).status_code == 201
        got = await window.until_said("이 제도예요")
        assert got["body"]["cards"][0]["title"] == found["title"]
        odd = await hana.post(where, json={**line("c2", "x"), "card": {"kind": "vacancy", "id": "nope"}})
        assert odd.json()["code"] == "gone"
        said = (await hana.post(where, json=line("m1", "잘못 보낸 말"))).json()
        await window.until_said("잘못 보낸 말")
        assert (await hana.post(f"{where}/undo", json={"seq": said["seq"]})).status_code == 200
        await window.until("reset")
        shown = len(window.frames)
        await window.until("live")
        assert "잘못 보낸 말" not in str(window.frames[shown:])
        lines = (await hana.get(where)).json()["items"]
        assert lines[-1]["body"]["undone"] is True


async def test_judging_again_with_corrected_facts(house: Gateway) -> None:
    hana = await house.counselor("hana")
    async with waiting(house) as (_, card):
        await accept(hana, card)
        where = f"conversations/{card['talk']}/judge"
        asked = {"programme": "kr.ub.jobseeker", "facts": {"ei_unit_days_18m": 60}}
        first = (await hana.post(where, json=asked)).json()
        asked["facts"]["ei_unit_days_18m"] = 300
        second = (await hana.post(where, json=asked)).json()
        assert (first["result"], second["result"]) == ("no", "unknown")
        assert (await hana.post(where, json={"programme": "nope", "facts": {}})).json()["code"] == "bad_facts"


async def test_search_and_a_masked_copy_for_a_reason(house: Gateway) -> None:
    hana, lead = await house.counselor("hana"), await house.counselor("tim", "lead")
    async with waiting(house) as (window, card):
        await accept(hana, card)
        await window.say("이력서를 봐 주세요")
        (found,) = (await hana.get("conversations", params={"q": "이력서"})).json()["items"]
        assert found["found"] == "이력서를 봐 주세요"
        assert (await hana.get("conversations", params={"q": "없는 말"})).json()["items"] == []
        where = f"conversations/{card['talk']}/export"
        assert (await hana.post(where, json={"reason": "이관"})).status_code == 403
        assert (await lead.post(where, json={})).status_code == 400
        copy = (await lead.post(where, json={"reason": "민원 확인"})).json()["items"]
        assert "이력서를 봐 주세요" in [one["text"] for one in copy]
        async with house.talk.database.read() as connection:
            log = [row for row in await staff.accesses(connection) if row["action"] == "export"]
        assert log[0]["detail"] == {"reason": "민원 확인"}
