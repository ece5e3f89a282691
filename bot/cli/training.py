"""The model of the engine: trained when none fits what people say now, used only when it is the one we trained.

`<data_dir>/models/model.json` records the file, its SHA-256, and the fingerprint of what it was trained from.
"""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import json
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from bot.cli.faults import Told
from bot.cli.supervisor import Child, Supervisor
from bot.settings import ROOT, Settings, engine_environment, house_environment

SOURCES = ("nlu_data", "actions/knowledge", "bot/engine", "domain.yml", "config.yml", "requirements.lock")
US = "train"
TELL_EVERY = 4.0  # seconds
SUFFIXES = {".yml", ".yaml", ".py", ".lock", ".txt", ".json"}


class NoModel(Told):
    """The model could not be trained; the message says what to do."""


@dataclass(frozen=True)
class Model:
    """One trained model, as recorded: `file` is a name in the models folder."""

    file: str
    sha256: str
    fingerprint: str
    trained_in: float

    def path(self, settings: Settings) -> Path:
        return settings.models_dir / self.file


def fingerprint(root: Path = ROOT) -> str:
    """Return a hash of everything that a model is trained from."""
    total = hashlib.sha256()
    for path in _sources(root):
        total.update(f"{path.relative_to(root)}\0{sha256(path)}\n".encode())
    return total.hexdigest()


def recorded(settings: Settings) -> Model | None:
    """Return the model that was trained last, or None; says nothing about whether it fits."""
    try:
        return Model(**json.loads(_record(settings).read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def record(settings: Settings, model: Model) -> None:
    """Note the model as the one trained last."""
    note = _record(settings).with_suffix(".new")
    note.write_text(json.dumps(asdict(model), indent=1))
    note.replace(_record(settings))


def genuine(settings: Settings, model: Model) -> bool:
    """Tell whether the model's file is there and is, byte for byte, the one we trained."""
    path = model.path(settings)
    return path.is_file() and sha256(path) == model.sha256


def fitting(settings: Settings) -> Model | None:
    """Return the model that may be started now: genuine, and trained from what is here. None if there is none."""
    model = recorded(settings)
    fits = model and model.fingerprint == fingerprint() and genuine(settings, model)
    return model if fits else None


async def train(settings: Settings, supervisor: Supervisor, *, force: bool = False) -> Model:
    """Return a fitting model, trained now if there is none (or `force`). Raises NoModel when training fails."""
    settings.models_dir.mkdir(parents=True, exist_ok=True)
    async with _alone(settings.models_dir / "lock"):
        model = None if force else fitting(settings)
        return model or await _train(settings, supervisor)


async def _train(settings: Settings, supervisor: Supervisor) -> Model:
    supervisor.say(US, "모델을 새로 훈련해요. 2분쯤 걸려요.")
    started, draft = time.monotonic(), settings.models_dir / "draft.tar.gz"
    await _step(supervisor, _word_lists(settings), "낱말 목록을 만들어요")
    sources = fingerprint()  # now: what is changed while Rasa trains is not in this model
    await _step(supervisor, _rasa(settings, draft), "말뭉치를 배우고 있어요")
    hashed = sha256(draft)
    model = Model(f"{hashed[:16]}.tar.gz", hashed, sources, round(time.monotonic() - started, 1))
    draft.replace(model.path(settings))
    record(settings, model)
    _forget_others(settings, model)
    supervisor.say(US, f"모델이 준비됐어요. ({model.trained_in:.0f}초)")
    return model


async def _step(supervisor: Supervisor, child: Child, doing: str) -> None:
    """Run one step of training, saying every few seconds that it goes on. Raises NoModel when it fails."""
    step = asyncio.create_task(supervisor.once(child))
    began = time.monotonic()
    try:
        while not (await asyncio.wait({step}, timeout=TELL_EVERY))[0]:
            supervisor.say(US, f"{doing}… {time.monotonic() - began:.0f}초")
    finally:
        step.cancel()
        await asyncio.wait({step})
    code = step.result()
    if code:
        raise NoModel(f"모델을 훈련하지 못했어요(종료 코드 {code}). 위의 줄들을 보고 고친 뒤 다시 해 주세요.")


def _word_lists(settings: Settings) -> Child:
    """Return what writes the knowledge's names to where the understanding reads them."""
    return Child(US, (sys.executable, "-m", "actions.knowledge", "lookups"), house_environment(settings))


def _rasa(settings: Settings, draft: Path) -> Child:
    what = ("--domain", "domain.yml", "--config", "config.yml", "--data", "nlu_data/nlu", "nlu_data/rules")
    where = ("--out", str(draft.parent), "--fixed-model-name", draft.name.removesuffix(".tar.gz"))
    command = (str(settings.engine_python), "-m", "bot.engine", "train", *what, *where)
    return Child(US, command, engine_environment(settings))


@asynccontextmanager
async def _alone(lock: Path) -> AsyncIterator[None]:
    """Let one process train at a time; whoever waited finds the other's model."""
    with lock.open("w") as held:
        while not _locked(held):  # noqa: ASYNC110  another process holds it, there is no event to await
            await asyncio.sleep(0.2)
        yield


def _locked(held: IO[str]) -> bool:
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sources(root: Path) -> list[Path]:
    found: list[Path] = []
    for name in SOURCES:
        place = root / name
        found += [place] if place.is_file() else place.rglob("*")
    return sorted(path for path in found if path.is_file() and path.suffix in SUFFIXES)


def _record(settings: Settings) -> Path:
    return settings.models_dir / "model.json"


def _forget_others(settings: Settings, model: Model) -> None:
    for path in settings.models_dir.glob("*.tar.gz"):
        if path.name != model.file:
            path.unlink()
