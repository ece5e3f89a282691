"""Ten thousand messages through a gateway that is killed again and again, and at the end the ledger is even."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.settings import Settings
from bot.store import tables
from bot.store.database import Database
from tests.doors.killable import Killable, engine, until_told
from tests.doors.telegram.conftest import SECRET
from tests.fakes.telegram import FakeTelegram, Fault
from tests.ports import free_port

CHATS = 60


async def run(folder: Path, fake: FakeTelegram, seed: int, count: int, kills: int) -> None:
    """Let people say `count` things while the gateway is killed; then compare what was said, kept and shown."""
    chance = random.Random(seed)
    engine_port = free_port()
    settings = Settings(
        mode="practice", data_dir=folder, port=free_port(), engine_port=engine_port, messages_per_minute=10**6,
        turns_at_once=32, telegram="webhook", telegram_token=fake.token, telegram_secret=SECRET,
        telegram_api=fake.url, **{f"{name}_secret": name * 8 for name in ("engine", "actions")},
        identity_key="i" * 40, address_key="a" * 40,
    )  # fmt: skip
    gateway, sent = Killable(settings, folder / "gateway.log"), Counter[int]()
    async with engine(engine_port):
        await gateway.start()
        await fake.until(lambda: fake.hook is not None, 60)
        for number in range(count):
            chat = 9_000 + number % CHATS
            sent[chat] += 1
            fake.copies = 1 + (chance.random() < 0.05)
            fake.says(chat, f"{chat}-{sent[chat]:05}")
            if chance.random() < 0.01:
                fake.faults.append(Fault("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1))
            if kills and (number + 1) % max(1, count // (kills + 1)) == 0 and number + 1 < count:
                await asyncio.sleep(chance.uniform(0.2, 2.0))
                await gateway.stop(signal.SIGKILL)
                await gateway.start()
            await asyncio.sleep(0.002)
        await fake.until(lambda: not fake._workers, 600)
        await fake.until(lambda: all(len({*fake.texts(chat)}) >= n for chat, n in sent.items()), 1_800)
        await until_told(settings)
        await gateway.stop(signal.SIGTERM)
    await ledger(settings, fake, sent, kills)


async def ledger(settings: Settings, fake: FakeTelegram, sent: Counter[int], kills: int) -> None:
    database = Database(settings.database)
    async with database.read() as connection:
        rows = (await connection.execute(select(tables.message).order_by(tables.message.c.seq))).mappings().all()
        states = (await connection.execute(select(tables.delivery.c.state))).scalars().all()
    await database.close()
    said = Counter(row["body"]["text"] for row in rows if row["author_kind"] == "citizen")
    answers = Counter(row["body"]["text"] for row in rows if row["author_kind"] == "bot" and row["kind"] == "text")
    wanted = {f"{chat}-{n:05}" for chat, many in sent.items() for n in range(1, many + 1)}
    assert said == Counter(wanted)
    assert answers == Counter(f"답: {text}" for text in wanted)
    assert set(states) == {"sent"}, Counter(states)
    twice = 0
    for chat in sent:
        shown = [text for text in fake.texts(chat) if text.startswith("답:")]
        first = list(dict.fromkeys(shown))
        assert first == [f"답: {chat}-{n:05}" for n in range(1, sent[chat] + 1)], chat
        twice += len(shown) - len(first)
    print(f"{sum(sent.values())} messages, {kills} kills, shown twice: {twice}")
    assert twice <= kills * CHATS  # what was on its way when it was killed: Telegram has no key for it


async def test_a_few_messages_with_two_kills(tmp_path: Path, fake: FakeTelegram) -> None:
    await run(tmp_path, fake, 20261123, 180, 2)


@pytest.mark.marathon
@pytest.mark.parametrize("part", range(4))
async def test_ten_thousand_messages_with_kills(tmp_path: Path, fake: FakeTelegram, part: int) -> None:
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")
    count, kills = int(os.environ.get("MARATHON_MESSAGES", "10000")), int(os.environ.get("MARATHON_KILLS", "20"))
    await run(tmp_path, fake, seed, count // 4, kills // 4)
