"""What Kakao sends to a skill, read tolerantly: any field may be missing, null, of another type, or new.

`read` raises `NotForUs` only for what is no JSON object; whatever else it cannot make out is simply absent.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias
from urllib.parse import urlsplit

from bot.words import Json

Kind: TypeAlias = Literal["message", "pull", "test", "group", "validation", "nobody"]

LONGEST_ID = 200
IMAGES = ("kakaocdn.net", "dn-m.talk.kakao.com")
PAYLOAD_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
REQUEST_ID = re.compile(r"[\x21-\x7e]{4,100}")
BUCKET = 2  # seconds in which the same words of the same person without a request id are the same message


class NotForUs(Exception):
    """The body is no JSON object."""


@dataclass(frozen=True, slots=True)
class SkillRequest:
    """One call. `bot` is the id as sent (with `!` on the development channel), `user` the platform's key of a person.

    `kind`: a `message`; a `pull` (they ask for what waits: a button or an event of ours); `test` traffic of the
    admin centre, which is nobody; a `group` room; the flat `validation` shape; or `nobody`, when there is no user.
    `images`: how many pictures came, from Kakao's own hosts only. `request_id` empty: none was given.
    """

    kind: Kind
    bot: str
    user: str
    key_type: str
    text: str
    payload_id: str | None
    images: int
    friend: bool
    callback: str | None
    request_id: str
    surface: str

    @property
    def person(self) -> str:
        """The person's key: a development bot's people are others than the live bot's."""
        return f"{self.bot}\x00{self.user}"

    @property
    def address(self) -> str:
        return json.dumps({"bot": self.bot, "user": self.user, "type": self.key_type})

    def external_id(self, seconds: float) -> str:
        """Return the id of this call: the platform's, else one made of who said what in which two seconds."""
        if self.request_id:
            return self.request_id
        said = "\x00".join((self.bot, self.user, self.text, self.payload_id or "", str(int(seconds) // BUCKET)))
        return "h-" + hashlib.sha256(said.encode("utf-8", "ignore")).hexdigest()


def read(body: bytes, request_id: str, api_origin: str) -> SkillRequest:
    """Return what was sent. `api_origin`: a callback that leads anywhere else is not believed. Raises `NotForUs`."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        raise NotForUs from None
    if not isinstance(sent, dict):
        raise NotForUs
    request = _map(sent.get("userRequest"))
    flat = "userRequest" not in sent and ("isInSlotFilling" in sent or "value" in sent)
    user = _map(request.get("user"))
    action = _map(sent.get("action"))
    params = _map(request.get("params"))
    extra = _map(action.get("clientExtra"))
    key, key_type = _key(user)
    images = _images(params, _map(action.get("params")))
    return SkillRequest(
        kind=_kind(flat, request, user, params, extra, key),
        bot=_word(_map(sent.get("bot")).get("id")),
        user=key,
        key_type=key_type,
        text=_text(request.get("utterance"), images),
        payload_id=_payload_id(extra),
        images=images,
        friend=str(_map(user.get("properties")).get("isFriend")).lower() == "true",
        callback=_callback(request.get("callbackUrl"), api_origin),
        request_id=request_id if REQUEST_ID.fullmatch(request_id) else "",
        surface=_word(params.get("surface")),
    )


def _kind(flat: bool, request: Json, user: Json, params: Json, extra: Json, key: str) -> Kind:
    if flat:
        return "validation"
    if _map(request.get("chat")):
        return "group"
    if user.get("type") == "accountId" or params.get("surface") == "BuilderBotTest" or _true(params.get("ignoreMe")):
        return "test"
    if not key:
        return "nobody"
    return "pull" if _true(extra.get("pull")) or _true(params.get("pull")) else "message"


def _map(value: Any) -> Json:
    """Return a mapping, also out of JSON in a string (composite entities, the string "null"); else an empty one."""
    if isinstance(value, str) and value[:1] == "{":
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    return value if isinstance(value, dict) else {}


def _word(value: Any) -> str:
    return value.strip()[:LONGEST_ID] if isinstance(value, str) else ""


def _true(value: Any) -> bool:
    return value is True or str(value).lower() in ("true", "1")


def _key(user: Json) -> tuple[str, str]:
    """Return the person's key and its type; the id itself, else the spellings that were seen in its place."""
    properties = _map(user.get("properties"))
    for value, kind in (
        (user.get("id"), _word(user.get("type")) or "botUserKey"),
        (properties.get("botUserKey"), "botUserKey"),
        (properties.get("bot_user_key"), "botUserKey"),
    ):
        if word := _word(value):
            return word, kind
    return "", "botUserKey"


def _text(utterance: Any, images: int) -> str:
    said = utterance.strip() if isinstance(utterance, str) else ""
    return "" if images and re.fullmatch(r"https?://\S+", said) else said


def _payload_id(extra: Json) -> str | None:
    id = extra.get("payload_id")
    return id if isinstance(id, str) and PAYLOAD_ID.fullmatch(id) else None


def _images(params: Json, entities: Json) -> int:
    """Count pictures: a photo sent in the chat, or those of the picture plug-in, if they lie where Kakao keeps them."""
    addresses = [_map(params.get("media")).get("url")]
    listed = str(_map(entities.get("secureimage")).get("secureUrls", ""))[:10_000]
    addresses += listed.removeprefix("List(").removesuffix(")").split(",")
    return sum(_from_kakao(a.strip()) for a in addresses if isinstance(a, str))


def _from_kakao(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    name = (parts.hostname or "").lower()
    return parts.scheme in ("http", "https") and any(name == h or name.endswith(f".{h}") for h in IMAGES)


def _callback(value: Any, api_origin: str) -> str | None:
    if not isinstance(value, str) or len(value) > 2_000 or not value.isascii():
        return None
    return value if value.startswith(api_origin.rstrip("/") + "/") and not re.search(r"[\s\\@]", value) else None
