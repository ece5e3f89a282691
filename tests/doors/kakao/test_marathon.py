"""Ten thousand messages from KakaoTalk through a gateway that is killed again and again; at the end the ledger is even.

Kakao calls once: what a kill cuts off was perhaps not heard, and then the person writes again. What was stored must be
answered once and shown, in order; only what was on its way at a kill may be shown twice.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.settings import Settings
from bot.store import tables
from bot.store.database import Database
from tests.doors.kakao.conftest import BOT, SECRET
from tests.doors.killable import Killable, engine
from tests.fakes.kakao import FakeKakao, User, kakao
from tests.ports import free_port

PEOPLE = 40
PULLS = 200


@dataclass
class Said:
    """`heard`: got an answer of any kind. `cut`: the call broke off, so nobody knows."""

    heard: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    cut: set[str] = field(default_factory=set)


async def talk(fake: FakeKakao, user: User, count: int, said: Said, chance: random.Random) -> None:
    """Say `count` things that are heard, as a person does: what broke off is said again, in other words."""
    done = tries = 0
    while done < count:
        tries += 1
        text = f"{user.key[:4]}-{tries:04}"
        payload = fake.payload(user, text)
        if chance.random() < 0.5:
            payload["userRequest"].pop("callbackUrl", None)
        user.quick = []
        if await fake.call(user, payload) is None:
            said.cut.add(text)
            await asyncio.sleep(0.3)
        else:
            said.heard[user.key].append(text)
            done += 1
        await asyncio.sleep(chance.uniform(0, 0.05))


async def run(folder: Path, seed: int, count: int, kills: int) -> None:
    """Let people say `count` things while the gateway is killed; then compare what was said, kept and shown."""
    chance, said = random.Random(seed), Said()
    engine_port = free_port()
    async with kakao(BOT, rest_key="rest-key") as fake, engine(engine_port, lambda: _thinks(chance)):
        settings = Settings(
            mode="practice", data_dir=folder, port=free_port(), engine_port=engine_port, messages_per_minute=10**6,
            turns_at_once=64, kakao_secret=SECRET, kakao_bot_id=BOT, kakao_api=fake.url, kakao_rest_key="rest-key",
            **{f"{name}_secret": name * 8 for name in ("engine", "actions")}, identity_key="i" * 40,
            address_key="a" * 40,
        )  # fmt: skip
        fake.skill, fake.secret = f"{settings.loopback_url}/webhooks/kakao/skill", SECRET
        gateway = Killable(settings, folder / "gateway.log")
        await gateway.start()
        users = [fake.user(f"{n:04}" + "k" * 60, friend=n % 3 != 0) for n in range(PEOPLE)]
        talking = asyncio.gather(*(talk(fake, user, -(-count // PEOPLE), said, chance) for user in users))
        for _ in range(kills):
            await asyncio.sleep(chance.uniform(1.0, 4.0))
            await gateway.stop(signal.SIGKILL)
            await gateway.start()
        await talking
        await asyncio.gather(*(pull(fake, user, settings) for user in users))
        await gateway.stop(signal.SIGTERM)
        valid = [fault for fault in fake.faults if fault.startswith(("invalid", "HTTP"))]
    assert valid == []
    await ledger(settings, users, said, kills)


def _thinks(chance: random.Random) -> float:
    return chance.uniform(3.0, 6.0) if chance.random() < 0.02 else chance.uniform(0, 0.02)


async def pull(fake: FakeKakao, user: User, settings: Settings) -> None:
    """Press "답변 확인" until nothing waits any more: neither to be thought nor to be fetched."""
    for _ in range(PULLS):
        before = len(user.shown)
        await fake.call(user, fake.payload(user, "답변 확인", {"pull": True}))
        if user.shown[before:] and "아직 새로 온 답변이 없어요" in user.shown[-1] and await _even(settings):
            return
        await asyncio.sleep(0.5)
    raise AssertionError("something waits for ever")


async def _even(settings: Settings) -> bool:
    database = Database(settings.database)
    async with database.read() as connection:
        queued = select(tables.delivery.c.seq).where(tables.delivery.c.state == "queued").limit(1)
        asked = select(tables.turn.c.id).where(tables.turn.c.state == "waiting").limit(1)
        left = [(await connection.execute(each)).first() for each in (queued, asked)]
    await database.close()
    return left == [None, None]


async def ledger(settings: Settings, users: list[User], said: Said, kills: int) -> None:
    database = Database(settings.database)
    async with database.read() as connection:
        rows = (await connection.execute(select(tables.message).order_by(tables.message.c.seq))).mappings().all()
        states = Counter((await connection.execute(select(tables.delivery.c.state))).scalars())
    await database.close()
    stored = Counter(row["body"]["text"] for row in rows if row["author_kind"] == "citizen")
    answered = Counter(row["body"]["text"] for row in rows if row["author_kind"] == "bot" and row["kind"] == "text")
    heard = {text for texts in said.heard.values() for text in texts}
    assert set(stored.values()) == {1}
    assert heard <= set(stored) <= heard | said.cut
    assert answered == Counter(f"답: {text}" for text in stored)
    assert set(states) <= {"sent", "delivered"}, states
    twice = 0
    for user in users:
        shown = [text for text in user.shown if text.startswith("답: ")]
        first = list(dict.fromkeys(shown))
        twice += len(shown) - len(first)
        assert first == sorted(first), user.key[:4]
        missing = {f"답: {text}" for text in stored if text.startswith(user.key[:4])} - set(first)
        assert not missing, missing
    print(f"{len(heard)} heard, {len(said.cut)} cut off by {kills} kills, {len(set(stored) - heard)} of them stored;"
          f" not shown 0, shown twice {twice}")  # fmt: skip
    assert twice <= kills * PEOPLE


async def test_a_few_messages_with_two_kills(tmp_path: Path) -> None:
    await run(tmp_path, 20261123, 240, 2)


@pytest.mark.marathon
@pytest.mark.parametrize("part", range(4))
async def test_ten_thousand_messages_with_kills(tmp_path: Path, part: int) -> None:
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")
    count, kills = int(os.environ.get("MARATHON_MESSAGES", "10000")), int(os.environ.get("MARATHON_KILLS", "20"))
    await run(tmp_path, seed, count // 4, kills // 4)
