"""`ask` and `nlu`: messages through the real stations on a fresh conversation, and lines through the engine alone."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app import House
from bot.cli.stations import asked_engine
from bot.cli.supervisor import Supervisor
from bot.privacy.masking import mask
from bot.settings import Settings
from bot.store import conversations, messages, turns, wakeup
from bot.store.clock import Clock, new_id, now
from bot.store.rows import Message, Turn
from bot.talk.brain import Brain, EngineAway, EngineFailed
from bot.talk.inbox import Refused
from bot.words import MAX_TEXT, Inbound, Json

LOOK_EVERY = 0.5  # seconds: a missed ring costs no more
AT_ONCE = 8
TRIES = 3


async def ask(settings: Settings, supervisor: Supervisor, texts: Sequence[str]) -> Json:
    """Say the texts one after the other in one fresh conversation and return every turn as the citizen got it."""
    async with asked_engine(settings, supervisor) as asked, _quiet_house(asked) as house:
        return {"turns": [await _turn(house, "ask", text) for text in texts]}


@asynccontextmanager
async def _quiet_house(settings: Settings) -> AsyncIterator[House]:
    """Give a house whose talk is kept in a file of its own and forgotten afterwards."""
    with tempfile.TemporaryDirectory(prefix="iljari-") as folder:
        url = f"sqlite:///{Path(folder) / 'talk.db'}"
        async with House(settings.model_copy(update={"database_url": url})) as house:
            yield house


async def _turn(house: House, person: str, text: str) -> Json:
    try:
        accepted = await house.inbox.accept(Inbound("widget", person, house.new_id(), text=text))
    except Refused as refusal:
        return _told(text, "bot", [{"text": refusal.text, "buttons": [], "cards": []}], None)
    with house.bell.listen(wakeup.talk(accepted.conversation_id)) as ear:
        while True:
            turn, control, said = await _state(house, accepted.conversation_id, accepted.seq)
            if turn is None or turn.state != "waiting":
                return _told(text, control, [_reply(message) for message in said], turn)
            await _wait(ear)


async def _wait(ear: asyncio.Queue[Json]) -> None:
    try:
        async with asyncio.timeout(LOOK_EVERY):
            await ear.get()
    except TimeoutError:
        pass


async def _state(house: House, conversation: str, seq: int) -> tuple[Turn | None, str, list[Message]]:
    """Return how the message stands: its turn, who has the floor, and what was said to the citizen since."""
    async with house.database.read() as connection:
        turn = (await turns.by_seq(connection, conversation, [seq])).get(seq)
        talk = await conversations.get(connection, conversation)
        said = await messages.after(connection, conversation, seq)
    return turn, talk.control if talk else "closed", [m for m in said if m.author_kind != "citizen"]


def _reply(message: Message) -> Json:
    return {part: message.body.get(part) or ("" if part == "text" else []) for part in ("text", "buttons", "cards")}


def _told(text: str, control: str, replies: list[Json], turn: Turn | None) -> Json:
    understood = (turn.understanding if turn else None) or {}
    nlu = {part: understood.get(part) for part in ("intent", "confidence", "entities")}
    return {
        "text": text,
        "control": control,
        "replies": replies,
        "nlu": nlu if understood else None,
        "answer": turn.named if turn else None,
    }


def readable(told: Json) -> str:
    """Return the turns of `ask` for people: who said what, cards and buttons indented."""
    lines: list[str] = []
    for turn in told["turns"]:
        lines += ["", f"나   {turn['text']}"]
        for reply in turn["replies"]:
            lines += [f"봇   {reply['text']}"] if reply["text"] else []
            for card in reply["cards"]:
                lines += [f"     ▪ {card['title']} · {card['subtitle']}", *(f"       {line}" for line in card["lines"])]
            labels = " ".join(f"[{button['label']}]" for button in reply["buttons"])
            lines += [f"     {labels}"] if labels else []
    return "\n".join(lines[1:])


async def understand(settings: Settings, supervisor: Supervisor, lines: Iterable[str]) -> AsyncIterator[Json]:
    """Give for every line, in order, how the engine reads it and which knowledge it would show."""
    async with asked_engine(settings, supervisor) as asked:
        brain = Brain(asked.engine_url, asked.engine_secret.get_secret_value(), asked.engine_timeout, AT_ONCE)
        try:
            await brain.ready()
            seats = asyncio.Semaphore(AT_ONCE)
            reading = [asyncio.create_task(_read(brain, seats, line.rstrip("\n"), now)) for line in lines]
            for task in reading:
                yield await task
        finally:
            await brain.close()


async def _read(brain: Brain, seats: asyncio.Semaphore, line: str, clock: Clock) -> Json:
    """Ask the engine one line as the first words of a fresh talk."""
    text = mask(line[:MAX_TEXT]).text.strip()
    if not text:
        return _read_as(line, {}, None)
    at, id = clock(), new_id()
    turn = Turn(id, id, 0, "message", "waiting", 0, {"text": text}, None, None, 0, 0, at, None, at)
    error: Exception | None = None
    for _ in range(TRIES):
        try:
            async with seats:
                answer = await brain.ask(turn, f"nlu-{id}", {})
        except (EngineAway, EngineFailed) as failure:
            error = failure
            await brain.ready()
            continue
        said = answer.understanding
        nlu = {"intent": said.intent, "confidence": said.confidence, "ranking": said.ranking, "entities": said.entities}
        return _read_as(line, nlu, answer.named or None)
    return {**_read_as(line, {}, None), "error": str(error)}


def _read_as(line: str, nlu: Json, answer: Json | None) -> Json:
    empty: Json = {"intent": None, "confidence": 0.0, "ranking": [], "entities": []}
    return {"text": line, **empty, **nlu, "answer": answer}
