"""`doctor` finds what is wrong, and nothing where all is well."""

import asyncio
import os
import socket
import sys
from datetime import timedelta

import pytest
from pydantic import SecretStr

from bot.cli import doctor, training
from bot.cli.stations import free_ports, store
from bot.settings import SECRETS, Settings
from bot.store import catalogue
from bot.store.clock import new_id, now
from bot.store.database import Database
from tests.fakes.telegram import telegram

GOOD = {name: name * 8 for name in SECRETS}


@pytest.fixture
def settings(tmp_path):
    """Practice settings with secrets, free ports and a folder of their own."""
    gateway, engine, actions = free_ports(3)
    return Settings(data_dir=tmp_path, port=gateway, engine_port=engine, actions_port=actions, **GOOD)


def but(settings, **change):
    return settings.model_copy(update=change)


async def test_the_engine_environment_that_is_missing_or_is_not_rasas(settings, tmp_path):
    assert await doctor.engine(but(settings, engine_python=tmp_path / "python"))
    assert await doctor.engine(but(settings, engine_python=sys.executable))


async def test_a_model_that_is_missing_changed_or_of_other_data(settings):
    async def fault():
        return [found.what for found in await doctor.model(settings)]

    assert await fault() == ["훈련된 모델이 없어요."]
    keep_model(settings, b"model", training.fingerprint())
    assert await fault() == []
    keep_model(settings, b"model", "of other data")
    assert "맞지 않아요" in (await fault())[0]
    keep_model(settings, b"model", training.fingerprint())
    (settings.models_dir / "m.tar.gz").write_bytes(b"somebody else's")
    assert "SHA-256" in (await fault())[0]


def keep_model(settings, content, fingerprint):
    settings.models_dir.mkdir(exist_ok=True)
    file = settings.models_dir / "m.tar.gz"
    file.write_bytes(content)
    training.record(settings, training.Model("m.tar.gz", training.sha256(file), fingerprint, 1.0))


async def test_a_database_that_is_not_migrated_or_not_there(settings):
    assert "최신 구조" in (await doctor.database(settings))[0].what
    async with store(settings):
        pass
    assert await doctor.database(settings) == []
    (nobody,) = free_ports(1)
    away = but(settings, database_url=f"postgresql+asyncpg://nobody@127.0.0.1:{nobody}/none")
    assert "연결할 수 없어요" in (await doctor.database(away))[0].what


async def test_a_port_that_a_stranger_holds(settings):
    assert await doctor.ports(settings) == []
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", settings.engine_port)
    async with server:
        (fault,) = await doctor.ports(settings)
    assert str(settings.engine_port) in fault.what
    assert "ILJARI_ENGINE_PORT" in fault.cure


async def test_a_port_that_is_ours_is_no_fault(settings):
    async def answer(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b'HTTP/1.1 503 x\r\ncontent-length: 16\r\nconnection: close\r\n\r\n{"ready": false}')
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", settings.engine_port):
        assert await doctor.ports(settings) == []


async def test_secrets_that_are_short_the_same_or_open_to_others(settings):
    assert await doctor.secrets(settings) == []
    twice = but(settings, actions_secret=settings.engine_secret)
    assert "같은 값" in (await doctor.secrets(twice))[0].what
    (settings.data_dir / "practice.env").touch(0o644)
    assert "practice.env" in (await doctor.secrets(settings))[0].what
    os.chmod(settings.data_dir / "practice.env", 0o600)
    assert await doctor.secrets(settings) == []


async def test_a_clock_that_is_behind_what_was_noted(settings):
    async with store(settings) as database:
        await note_a_run(database, now())
    assert await doctor.clock_check(now)(settings) == []
    assert "늦어요" in (await doctor.clock_check(lambda: now() - timedelta(hours=2))(settings))[0].what


async def note_a_run(database: Database, at):
    run = new_id()
    await database.write(lambda c: catalogue.start_run(c, run, "practice", at))
    await database.write(lambda c: catalogue.finish_run(c, run, at, {"vacancies": 1}))


async def test_practice_that_is_open_to_the_world(settings):
    assert await doctor.mode(settings) == []
    assert await doctor.mode(but(settings, host="0.0.0.0"))


async def test_production_without_tls_or_with_invented_data(settings):
    live = but(settings, mode="production", public_url="https://chat.example.go.kr")
    async with store(live) as database:
        assert await doctor.mode(live) == []
        assert "https" in (await doctor.mode(but(live, public_url="")))[0].what
        await note_a_run(database, now())
        assert "연습용" in (await doctor.mode(live))[0].what


async def test_a_folder_that_cannot_be_written(settings, tmp_path):
    assert await doctor.disk(settings) == []
    (tmp_path / "file").touch()
    assert "쓸 수 없어요" in (await doctor.disk(but(settings, data_dir=tmp_path / "file")))[0].what


async def test_an_encoder_that_cannot_be_used(settings, tmp_path):
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho this processor has no AVX2\n")
    python.chmod(0o700)
    [fault] = await doctor.sentences(but(settings, engine_python=python))
    assert "AVX2" in fault.what
    python.write_text("#!/bin/sh\necho well\n")
    assert await doctor.sentences(but(settings, engine_python=python)) == []


async def test_every_fault_is_told_with_its_cure(settings):
    found = await doctor.examine(but(settings, engine_python=settings.data_dir / "none"), now)
    faults = [fault for each in found.values() for fault in each]
    assert len(faults) >= 3
    assert [fault for fault in faults if not fault.what.endswith("요.") or not fault.cure] == []


def test_a_taken_port_is_seen_on_both_families():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = held.getsockname()[1]
        assert doctor.taken("127.0.0.1", port)
    assert not doctor.taken("127.0.0.1", port)


async def test_a_telegram_that_is_away_or_does_not_know_our_token(settings):
    assert await doctor.telegram(settings) == []
    async with telegram() as fake:
        on = but(settings, telegram="polling", telegram_api=fake.url, telegram_token=SecretStr(fake.token))
        assert await doctor.telegram(on) == []
        wrong = await doctor.telegram(but(on, telegram_token=SecretStr("1:wrong")))
        assert "토큰" in wrong[0].what
        assert "wrong" not in str(wrong)
    away = await doctor.telegram(on)
    assert "닿지 않아요" in away[0].what
    assert fake.token not in str(away)
