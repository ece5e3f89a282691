"""Whichever process dies, and whenever: every acknowledged message is answered exactly once, in order.

The short form runs with the suite; `make marathon` runs the long one (100 kills). Both print their seed.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.database import Database
from tests.fakes.citizen import Citizen
from tests.product import Product, until

ASKED = ["센터 몇 시까지 해?", "안녕하세요", "실업급여가 뭐예요?", "전주 사무직 일자리 찾아줘", "고마워요", "도움말"]
PEOPLE = 6
EVERY = 0.2  # seconds between messages: five a second

LEDGER = """
SELECT m.conversation_id, m.seq, t.id AS turn, t.state,
       (SELECT count(*) FROM turn o WHERE o.conversation_id = m.conversation_id AND o.seq = m.seq) AS turns,
       (SELECT count(*) FROM message b WHERE b.turn_id = t.id AND b.visibility = 'public') AS bubbles,
       (SELECT min(b.seq) FROM message b WHERE b.turn_id = t.id) AS first,
       (SELECT max(b.seq) FROM message b WHERE b.turn_id = t.id) AS last
FROM message m LEFT JOIN turn t ON t.conversation_id = m.conversation_id AND t.seq = m.seq
WHERE m.author_kind = 'citizen' ORDER BY m.conversation_id, m.seq
"""


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    running = Product(tmp_path, messages_per_minute="100000")
    running.start()
    yield running
    assert running.stop() == 0


@pytest.mark.engine
async def test_a_few_kills(product: Product) -> None:
    await _storm(product, ["gateway", "actions", "gateway", "engine", "gateway", "actions"], (0.5, 2.5))


@pytest.mark.engine
@pytest.mark.marathon
async def test_a_hundred_kills(product: Product) -> None:
    rng = random.Random(os.environ.get("SEED", "1"))
    await _storm(product, rng.choices(["gateway", "actions", "engine"], [5, 3, 2], k=100), (0.5, 6.0))


async def _storm(product: Product, victims: list[str], pause: tuple[float, float]) -> None:
    seed = os.environ.get("SEED", str(random.randrange(10**6)))
    print(f"SEED={seed}")
    rng = random.Random(seed)
    citizens = [Citizen(product.socket_url, product.url) for _ in range(PEOPLE)]
    for citizen in citizens:
        await citizen.__aenter__()
    try:
        talking = asyncio.create_task(_talk(citizens, rng))
        killed = await _kill(product, victims, rng, pause)
        talking.cancel()
        print(f"killed {killed}")
        await _all_acknowledged(citizens)
        await _ledger_is_even(product, citizens)
    finally:
        for citizen in citizens:
            await citizen.__aexit__()


async def _talk(citizens: list[Citizen], rng: random.Random) -> None:
    while True:
        await rng.choice(citizens).say(rng.choice(ASKED))
        await asyncio.sleep(EVERY)


async def _kill(product: Product, victims: list[str], rng: random.Random, pause: tuple[float, float]) -> dict[str, int]:
    killed: dict[str, int] = {}
    for victim in victims:
        await asyncio.sleep(rng.uniform(*pause))

        async def struck(victim: str = victim) -> bool:
            return await asyncio.to_thread(product.kill, victim)

        await until(struck, 60, f"{victim} running again")
        killed[victim] = killed.get(victim, 0) + 1
    return killed


async def _all_acknowledged(citizens: list[Citizen]) -> None:
    async def done() -> bool:
        return not any(citizen._waiting for citizen in citizens)

    await until(done, 60, "an acknowledgement for every message")


async def _ledger_is_even(product: Product, citizens: list[Citizen]) -> None:
    """Accepted = answered exactly once, in order, and shown once to the person who asked."""
    database = Database(f"sqlite:///{product.folder / 'iljari.db'}")

    async def rows() -> list:
        async with database.read() as connection:
            return list((await connection.exec_driver_sql(LEDGER)).mappings())

    async def settled() -> bool:
        return all(row["state"] not in ("waiting", None) for row in await rows())

    await until(settled, 120, "an answer to every message")
    ledger = await rows()
    await asyncio.sleep(1.5)
    await database.close()
    assert len(ledger) == sum(len(citizen.acknowledged) for citizen in citizens)
    wrong = [dict(row) for row in ledger if row["state"] != "answered" or row["turns"] != 1 or not row["bubbles"]]
    assert not wrong, wrong[:5]
    for before, after in itertools.pairwise(ledger):
        if before["conversation_id"] == after["conversation_id"]:
            assert before["last"] < after["first"], "answers came out of order"
    for citizen in citizens:
        shown = sorted(citizen.lines)
        assert shown == list(range(1, len(shown) + 1)), "a hole in what was shown"
        assert citizen.shown_twice == 0
    print(f"{len(ledger)} messages, each answered once, in order")
