"""What Telegram may answer to a message, and what becomes of it: order is kept, and nobody is misled."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.channels.telegram.api import Api, seconds_of
from bot.channels.telegram.door import TelegramDoor
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.visit import Answering
from bot.store import deliveries
from bot.store.clock import now
from bot.store.rows import Message
from bot.talk.doors import Contact, Failed, Held, Outcome, Parcel, Sent, Unknown
from tests.doors.telegram.conftest import World
from tests.fakes.telegram import FakeTelegram, Fault

MIN = 5_201
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def line(text: str, author: str = "bot", **body: object) -> Message:
    body = {"text": text, "cards": [], "buttons": [], **body}
    name = "김하나" if author == "counselor" else None
    return Message("c", 1, "m", None, author, None, name, "public", "text", body, None, 1, now())


def link(person: str) -> str:
    return f"https://chat.example.go.kr/chat?continue={person}"


class Out:
    """The way out alone, before a fake."""

    def __init__(self, fake: FakeTelegram, pace: Pace | None = None, timeout: float = 1.0) -> None:
        self.api = Api(fake.token, fake.url, "", pace or Pace(0, 0), timeout)
        self.door = TelegramDoor(self.api, Answering(), link)

    async def deliver(self, message: Message, attempts: int = 0, kept: str | None = None) -> Outcome:
        contact = Contact("p", "telegram", str(MIN))
        return await self.door.deliver(Parcel("c", contact, (message,), attempts, kept))


@pytest.fixture
async def out(fake: FakeTelegram, database: object):
    made = Out(fake)
    yield made
    await made.api.close()


async def test_a_flood_is_waited_out_and_the_chat_left_alone(fake: FakeTelegram, out: Out) -> None:
    fake.faults.append(Fault("sendMessage", 429, "Too Many Requests: retry after 3", retry_after=3))
    assert await out.deliver(line("하나")) == Held(3.0)
    again = await out.deliver(line("하나"))
    assert isinstance(again, Held)
    assert 2 < (again.retry_after or 0) <= 3
    assert len(fake.called("sendMessage")) == 1


@pytest.mark.parametrize(
    ("status", "description", "outcome"),
    [
        (403, "Forbidden: bot was blocked by the user", ("forbidden", False, "blocked")),
        (403, "Forbidden: user is deactivated", ("forbidden", False, "left")),
        (403, "Forbidden: bot can't initiate conversation with a user", ("forbidden", False, "left")),
        (400, "Bad Request: chat not found", ("refused", False, "left")),
        (500, "Internal Server Error", ("network", True, None)),
        (502, "Bad Gateway", ("network", True, None)),
        (401, "Unauthorized", ("token", True, None)),
        (409, "Conflict: terminated by other getUpdates request", ("telegram", True, None)),
    ],
)
async def test_each_refusal_has_its_meaning(
    fake: FakeTelegram, out: Out, status: int, description: str, outcome: tuple[str, bool, str | None]
) -> None:
    fake.faults.append(Fault("sendMessage", status, description, times=5))
    failed = await out.deliver(line("하나"))
    assert isinstance(failed, Failed)
    assert (failed.code, failed.retry, failed.contact_state) == outcome
    assert len(fake.called("sendMessage")) == 1
    assert fake.token not in failed.text


async def test_what_cannot_be_parsed_goes_out_plain(fake: FakeTelegram, out: Out) -> None:
    fake.faults.append(Fault("sendMessage", 400, "Bad Request: can't parse entities: Unexpected end tag"))
    assert isinstance(await out.deliver(line("<b>굵게</b> & 그대로")), Sent)
    assert [(s.text, s.html) for s in fake.chats[MIN]] == [("<b>굵게</b> & 그대로", False)]


async def test_a_keyboard_that_is_refused_does_not_take_the_words_with_it(fake: FakeTelegram, out: Out) -> None:
    fake.faults.append(Fault("sendMessage", 400, "Bad Request: BUTTON_URL_INVALID", times=2))
    buttons = [{"label": "자세히", "payload_id": "a" * 32}]
    assert isinstance(await out.deliver(line("한 곳이에요", buttons=buttons)), Sent)
    assert [(s.text, s.keyboard) for s in fake.chats[MIN]] == [("한 곳이에요", [])]


async def test_silence_after_sending_is_unknown_for_a_counselor_and_asked_once_more_for_the_bot(
    fake: FakeTelegram, out: Out
) -> None:
    fake.faults.append(Fault("sendMessage", 500, after=True, wait=1.5, times=3))
    assert isinstance(await out.deliver(line("제가 도와드릴게요", "counselor")), Unknown)
    first = await out.deliver(line("답이에요"))
    assert isinstance(first, Failed)
    assert first.retry
    assert isinstance(await out.deliver(line("답이에요"), attempts=1), Unknown)
    assert fake.texts(MIN).count("답이에요") == 2


async def test_a_telegram_that_is_not_there_is_tried_again(fake: FakeTelegram, out: Out) -> None:
    away = Api(fake.token, "http://127.0.0.1:9", "", Pace(0, 0), 1.0)
    try:
        contact = Contact("p", "telegram", str(MIN))
        failed = await TelegramDoor(away, Answering(), link).deliver(Parcel("c", contact, (line("하나", "counselor"),)))
    finally:
        await away.close()
    assert isinstance(failed, Failed)
    assert failed.retry


async def test_a_long_line_goes_on_where_it_was_interrupted(fake: FakeTelegram, out: Out) -> None:
    text = "\n".join(f"{n:04} 가나다라마바사아자차카타파하" for n in range(700))
    first = await out.deliver(line(text))
    assert isinstance(first, Sent)
    whole, fake.chats[MIN] = fake.texts(MIN), []
    assert len(whole) > 2

    sent = out.api.send
    count = [0]

    async def interrupted(chat, bubble):
        count[0] += 1
        return Held(1.0) if count[0] == 2 else await sent(chat, bubble)

    out.api.send = interrupted  # type: ignore[method-assign]
    held = await out.deliver(line(text))
    assert held == Held(1.0, "parts:1")
    assert isinstance(held, Held)
    assert isinstance(await out.deliver(line(text), kept=held.provider_id), Sent)
    assert fake.texts(MIN) == whole


def test_a_wait_is_understood_in_seconds_and_as_a_span(monkeypatch: pytest.MonkeyPatch, database: object) -> None:
    from telegram.error import RetryAfter

    assert seconds_of(RetryAfter(7)) == 7.0
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    assert seconds_of(RetryAfter(7)) == 7.0


async def test_one_chat_gets_one_message_a_second_and_all_together_thirty(database: object) -> None:
    pace, began = Pace(0.2, 0.01), time.monotonic()
    await asyncio.gather(*(pace.turn(1) for _ in range(3)))
    assert time.monotonic() - began >= 0.4
    began = time.monotonic()
    await asyncio.gather(*(pace.turn(chat) for chat in range(100, 120)))
    assert time.monotonic() - began >= 0.19
    assert (Pace().per_chat, Pace().in_all) == (1.0, 1 / 30)


async def test_no_more_chats_are_remembered_than_are_busy(database: object) -> None:
    clock = [0.0]
    pace = Pace(0.0, 0.0, lambda: clock[0])
    for chat in range(20_100):
        clock[0] += 1
        await pace.turn(chat)
    assert len(pace._next) <= 10_001


async def test_later_lines_wait_behind_the_one_that_is_held(gate: World) -> None:
    gate.fake.faults.append(Fault("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1, chat=MIN))
    for n in range(4):
        gate.fake.says(MIN, f"질문 {n}")
    await gate.fake.shows(MIN, "답: 질문 3")
    assert gate.fake.texts(MIN) == [f"답: 질문 {n}" for n in range(4)]
    first, second = gate.fake.called("sendMessage", MIN)[:2]
    assert second.at - first.at >= 1.0


async def test_what_went_out_while_the_disk_was_full_does_not_go_out_again(
    gate: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.talk.outbox.NOTE_AGAIN", (0.01, 0.01, 0.01))
    whole, failed = deliveries.finish, []

    async def full(*what: object, **more: object) -> None:
        if len(failed) < 3:
            failed.append(1)
            raise OSError("the disk is full")
        await whole(*what, **more)

    monkeypatch.setattr("bot.store.deliveries.finish", full)
    gate.fake.says(MIN, "질문")
    await gate.fake.shows(MIN, "답: 질문")
    assert [row.state for row in (await gate.told(MIN)).values()] == ["sent"]
    assert gate.fake.texts(MIN) == ["답: 질문"]
    assert len(failed) == 3


async def test_a_picture_is_sent_with_its_words_and_the_words_alone_if_it_cannot_be_fetched(
    fake: FakeTelegram, out: Out
) -> None:
    there = {"url": "https://chat.example.go.kr/static/map.png", "alt": "센터 오시는 길"}
    assert isinstance(await out.deliver(line("약도예요.", picture=there)), Sent)
    assert isinstance(await out.deliver(line("", picture={**there, "url": "https://unreachable.example/x"})), Sent)
    assert fake.texts(MIN) == [f"[그림 {there['url']}] 센터 오시는 길", "약도예요.", "센터 오시는 길"]
