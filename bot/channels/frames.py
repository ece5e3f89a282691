"""The website's frames: JSON objects with a `type`. Whatever else comes is refused without harm."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from bot.store.rows import Message
from bot.words import Inbound, Json

CID = re.compile(r"[A-Za-z0-9_-]{1,64}")
TOKEN = re.compile(r"[A-Za-z0-9_-]{20,100}")
BODY = ("text", "cards", "buttons", "ask", "event", "position", "name", "pressed", "file")
HIGHEST = 2**31 - 1
MOST_CONTEXT, LONGEST_CONTEXT = 8, 100
LONGEST_USER = 128


class BadFrame(Exception):
    """A frame that is not one of ours. `cid` is the message it was about, if that could be read."""

    def __init__(self, code: str, cid: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.cid = cid


def read(data: str | bytes | None) -> Json:
    """Return the frame. Raises `BadFrame` for what is no JSON object with a `type`, however it is made."""
    if not isinstance(data, str):
        raise BadFrame("not_text")
    try:
        frame = json.loads(data)
    except (ValueError, RecursionError):
        raise BadFrame("not_json") from None
    if not isinstance(frame, dict) or not isinstance(frame.get("type"), str):
        raise BadFrame("not_a_frame")
    return frame


def inbound(frame: Json, person: str) -> Inbound:
    """Return what a `msg` frame says. Raises `BadFrame` unless it has a `cid` and one of `text` and `payload_id`."""
    cid, text, payload_id = frame.get("cid"), frame.get("text"), frame.get("payload_id")
    if not isinstance(cid, str) or not CID.fullmatch(cid):
        raise BadFrame("bad_cid")
    if (text is None) == (payload_id is None):
        raise BadFrame("bad_message", cid)
    if not isinstance(text if payload_id is None else payload_id, str):
        raise BadFrame("bad_message", cid)
    if payload_id is not None and not CID.fullmatch(payload_id):
        raise BadFrame("bad_message", cid)
    return Inbound("widget", person, cid, text, payload_id)


def context(frame: Json) -> dict[str, str]:
    """Return what the host page says about where the citizen is: a few short words by name; the rest is left out."""
    said = frame.get("context")
    pairs = list(said.items())[:MOST_CONTEXT] if isinstance(said, dict) else []
    return {
        name[:LONGEST_CONTEXT]: str(value)[:LONGEST_CONTEXT]
        for name, value in pairs
        if isinstance(name, str) and isinstance(value, str | int | float) and not isinstance(value, bool)
    }


@dataclass(frozen=True, slots=True)
class Aside:
    """Something said beside the talk: what staff read, and its name in the record."""

    text: str
    event: str


def aside(frame: Json) -> Aside | None:
    """Return what a `context` frame says, or None if that is nothing."""
    where = " · ".join(f"{name}: {value}" for name, value in context(frame).items())
    return Aside(f"누리집에서 보고 있던 것 – {where}", "context") if where else None


def identity(frame: Json) -> tuple[str, str] | None:
    """Return whom the host page says this is, and its proof; None if it says nothing of the kind."""
    said = frame.get("identity")
    user, proof = (said.get("user"), said.get("hmac")) if isinstance(said, dict) else (None, None)
    if not isinstance(user, str) or not isinstance(proof, str) or not 0 < len(user) <= LONGEST_USER:
        return None
    return user, proof[:LONGEST_USER].lower()


def number(frame: Json, name: str) -> int:
    """Return a whole number from 0 on; 0 for anything else."""
    value = frame.get(name)
    return value if type(value) is int and 0 <= value <= HIGHEST else 0


def token(frame: Json) -> str | None:
    """Return the session token that the client shows, if it looks like one."""
    value = frame.get("token")
    return value if isinstance(value, str) and TOKEN.fullmatch(value) else None


def msg(message: Message) -> Json:
    """Return a stored message as the citizen's client gets it."""
    frame: Json = {
        "type": "msg",
        "seq": message.seq,
        "author": {"kind": message.author_kind, "name": message.author_name},
        "kind": message.kind,
        "body": {name: message.body[name] for name in BODY if name in message.body},
        "at": message.created_at.isoformat(),
    }
    if message.author_kind == "citizen" and "cid" in message.body:
        frame["cid"] = message.body["cid"]
    return frame
