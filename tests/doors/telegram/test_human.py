"""A counselor and a person on Telegram: nothing is lost, nothing comes twice, the order is kept, whatever happens."""

from __future__ import annotations

import pytest

from bot.store.clock import new_id
from bot.talk.handoff import Handoffs
from tests.doors.telegram.conftest import World, world
from tests.fakes.telegram import FakeTelegram, Fault
from tests.ports import free_port
from tests.talk.conftest import ScriptedBrain, counselor

MIN = 5_301
HANA = counselor("하나")


async def taken(gate: World) -> str:
    """Bring a talk into a counselor's hands; return the conversation."""
    gate.fake.says(MIN, "/human")
    await gate.fake.until(lambda: bool(gate.fake.chats[MIN]))
    talk = await gate.talk(MIN)
    await gate.handoffs.accept(await open_handoff(gate, talk.id), HANA)
    await gate.fake.shows(MIN, "하나 상담사가 연결")
    return talk.id


async def open_handoff(gate: World, conversation_id: str) -> str:
    from bot.store import handoffs

    async with gate.database.read() as connection:
        held = await handoffs.open_of(connection, conversation_id)
    assert held is not None
    return held.id


async def says(handoffs: Handoffs, talk: str, text: str) -> int:
    return (await handoffs.say(talk, HANA, new_id(), text)).seq


async def test_twenty_messages_with_floods_a_block_and_a_restart(
    database, brain: ScriptedBrain, fake: FakeTelegram
) -> None:
    port, mine, theirs = free_port(), [], []
    async with world(database, brain, fake, port=port) as gate:
        await fake.until(lambda: fake.hook is not None)
        talk = await taken(gate)
        for n in range(6):
            if n in (1, 4):
                fake.faults.append(Fault("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1))
            theirs.append(f"상담사 말 {n}")
            await says(gate.handoffs, talk, theirs[-1])
            mine.append(f"시민 말 {n}")
            fake.says(MIN, mine[-1])
        await fake.shows(MIN, "상담사 말 5")

        fake.blocks(MIN)
        await fake.settled()
        lost = await says(gate.handoffs, talk, "차단된 동안의 말")
        await gate.until(lambda: state_is(gate, lost, "failed"))
        row = (await gate.deliveries(MIN))[lost]
        assert row.error_code == "blocked"
        fake.unblocks(MIN)
        mine.append("다시 왔어요")
        fake.says(MIN, mine[-1])
        await fake.settled()
        theirs.append("차단이 풀렸네요")
        await says(gate.handoffs, talk, theirs[-1])
        await fake.shows(MIN, theirs[-1])

    theirs.append("재시작 중의 말")
    await says(gate.handoffs, talk, theirs[-1])  # a row in the database, nobody there to bring it
    mine.append("재시작 중에 쓴 말")
    fake.says(MIN, mine[-1])
    async with world(database, brain, fake, port=port) as gate:
        await fake.shows(MIN, "재시작 중의 말")
        for n in range(6, 10):
            theirs.append(f"상담사 말 {n}")
            await says(gate.handoffs, talk, theirs[-1])
            mine.append(f"시민 말 {n}")
            fake.says(MIN, mine[-1])
        await fake.shows(MIN, "상담사 말 9")
        await fake.settled()

        shown = [text.partition("\n")[2] for text in fake.texts(MIN) if text.startswith("하나 상담사\n")]
        assert shown == theirs
        assert await gate.said(MIN) == ["/human", *mine]
        states = {row.state for seq, row in (await gate.told(MIN)).items() if seq != lost}
        assert states == {"sent"}
        assert brain.asked == []


async def state_is(gate: World, seq: int, state: str) -> bool:
    rows = await gate.deliveries(MIN)
    return seq in rows and rows[seq].state == state


async def test_the_desk_is_told_of_a_block_and_of_its_end_once_each(gate: World) -> None:
    await taken(gate)
    gate.fake.copies = 2
    gate.fake.blocks(MIN)
    await gate.fake.settled()
    gate.fake.unblocks(MIN)
    await gate.fake.settled()
    told = [line for line in await gate.lines(MIN) if line.visibility == "internal"]
    assert [line.body["event"] for line in told] == ["blocked", "ok"]
    assert "차단" in told[0].body["text"]
    assert not any("차단" in text for text in gate.fake.texts(MIN))


async def test_a_block_that_only_the_answer_told_of_is_known_too(gate: World) -> None:
    talk = await taken(gate)
    gate.fake.blocked.add(MIN)
    seq = await says(gate.handoffs, talk, "들리세요?")
    await gate.until(lambda: state_is(gate, seq, "failed"))
    next_one = await says(gate.handoffs, talk, "여보세요?")
    await gate.until(lambda: state_is(gate, next_one, "failed"))
    assert len([c for c in gate.fake.called("sendMessage", MIN) if "여보세요" in c.params["text"]]) == 0


async def test_what_nobody_knows_is_shown_as_such_and_not_sent_again(gate: World) -> None:
    talk = await taken(gate)
    gate.station.api.bot._request[1]._client.timeout = 0.4  # type: ignore[attr-defined]
    gate.fake.faults.append(Fault("sendMessage", 500, after=True, wait=1.0, chat=MIN))
    seq = await says(gate.handoffs, talk, "받으셨나요?")
    await gate.until(lambda: state_is(gate, seq, "unknown"))
    after = await says(gate.handoffs, talk, "다음 말")
    await gate.until(lambda: state_is(gate, after, "sent"))
    assert [text.partition("\n")[2] for text in gate.fake.texts(MIN)][-2:] == ["받으셨나요?", "다음 말"]


async def test_a_counselor_who_types_is_seen(gate: World) -> None:
    from bot.store import wakeup

    talk = await taken(gate)
    gate.fake.says(MIN, "계세요?")
    await gate.fake.settled()
    seen = len(gate.fake.called("sendChatAction", MIN))

    async def typed() -> bool:
        gate.bell.ring(wakeup.talk(talk), kind="typing", on=True, author="counselor", name="하나")
        return len(gate.fake.called("sendChatAction", MIN)) > seen

    await gate.until(typed)


async def test_pictures_and_edits_reach_the_counselor(gate: World) -> None:
    await taken(gate)
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    gate.fake.sends(MIN, photo=photo)
    first = gate.fake.says(MIN, "삼백만원")
    await gate.fake.settled()
    gate.fake.edits(first, "이백만원")
    await gate.fake.settled()
    assert (await gate.said(MIN))[1:] == ["[사진]", "삼백만원", "[수정됨] 이백만원"]
    assert len(gate.fake.texts(MIN)) == 2


async def test_a_counselor_sends_a_web_link_that_works_once_and_is_kept_nowhere(gate: World) -> None:
    talk = await taken(gate)
    await gate.moving.offer(talk, HANA.id)
    shown = await gate.fake.shows(MIN, "웹에서 이어갈 수 있는 링크")
    token = shown.button("웹에서 이어가기")["url"].partition("?continue=")[2]
    assert not [line for line in await gate.lines(MIN) if "continue=" in str(line.body)]
    assert await gate.moving.enter(token, "widget", "browser-1")
    assert not await gate.moving.enter(token, "widget", "browser-2")
    await says(gate.handoffs, talk, "웹에서 보세요")
    gate.fake.says(MIN, "다시 텔레그램이에요")
    await gate.fake.shows(MIN, "웹에서 보세요")  # what was not seen in the web comes along
    assert (await gate.said(MIN))[-1] == "다시 텔레그램이에요"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_the_desk_sees_numbers_masked_and_the_address_sealed(gate: World) -> None:
    await taken(gate)
    gate.fake.says(MIN, "제 번호는 010-1234-5678이에요")
    await gate.fake.settled()
    assert (await gate.said(MIN))[-1] == "제 번호는 [전화번호]이에요"
    async with gate.database.read() as connection:
        rows = (await connection.exec_driver_sql("SELECT address, external_hash FROM person_channel")).all()
    assert rows
    assert all(str(MIN) not in str(row) for row in rows)
