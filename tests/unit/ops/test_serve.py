"""What `serve` says when it cannot start, and accounts at the command line."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli.stations import free_ports

ROOT = Path(__file__).parents[3]


@pytest.fixture
def command(tmp_path):
    """Run `python -m bot …` with a data folder and ports of its own."""
    names = ("ILJARI_PORT", "ILJARI_ENGINE_PORT", "ILJARI_ACTIONS_PORT")
    ports = dict(zip(names, map(str, free_ports(3)), strict=True))

    def run(*words, **change):
        env = {**os.environ, **ports, "ILJARI_DATA_DIR": str(tmp_path), **change}
        asked = [sys.executable, "-m", "bot", *words]
        return subprocess.run(asked, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)

    return run


def test_a_taken_port_is_told_with_its_cure_and_nothing_is_started(command, tmp_path):
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        done = command("serve", ILJARI_PORT=str(held.getsockname()[1]))
        assert done.returncode == 1
        assert re.search(rf"{held.getsockname()[1]}번 포트.*→.*ILJARI_PORT", done.stdout)
    assert not (tmp_path / "iljari.db").exists()


def test_a_missing_engine_environment_is_told_with_its_cure(command, tmp_path):
    done = command("serve", ILJARI_ENGINE_PYTHON=str(tmp_path / "python"))
    assert done.returncode == 1
    assert "make setup" in done.stdout


def test_a_wrong_setting_is_told_without_a_traceback(command):
    done = command("doctor", ILJARI_PORT="many")
    assert done.returncode == 2
    assert "ILJARI_PORT" in done.stderr.upper()
    assert "Traceback" not in done.stderr


def test_accounts_are_made_reset_and_shut(command):
    made = command("staff", "add", "kim", "--name", "김상담")
    assert made.returncode == 0
    first = re.match(r"kim  (\S+)", made.stdout)[1]
    again = command("staff", "add", "kim", "--name", "김상담")
    assert (again.returncode, "이미 있어요" in again.stderr) == (1, True)
    second = re.match(r"kim  (\S+)", command("staff", "reset", "kim").stdout)[1]
    assert first != second
    assert "사용 중" in command("staff", "list").stdout
    assert command("staff", "disable", "kim").returncode == 0
    assert "닫힘" in command("staff", "list").stdout
    assert "nobody" in command("staff", "reset", "nobody").stderr
