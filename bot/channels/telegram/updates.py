"""What an update says, in our words. Whatever it is made of, `read` returns a `Heard` and raises nothing.

python-telegram-bot takes the update apart but believes what it is told; here every value is looked at before its use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from telegram import CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Message, Update

from bot.words import Json

Kind: TypeAlias = Literal["text", "command", "media", "press", "blocked", "unblocked", "group", "nothing"]
Rows: TypeAlias = tuple[tuple[tuple[str, str], ...], ...]
"""A keyboard: rows of (label, callback data); buttons that open a page have data that starts with `url:`."""

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
MEDIA = {
    "photo": "photo", "animation": "video", "video": "video", "video_note": "video", "voice": "voice", "audio": "voice",
    "document": "file", "sticker": "sticker", "dice": "sticker", "game": "sticker", "location": "location",
    "venue": "location", "contact": "contact", "poll": "other", "story": "other", "paid_media": "other",
    "checklist": "other", "invoice": "other",
}  # fmt: skip
"""What a message may carry, and which of our kinds that is; the first that is there counts."""
SERVICE = (
    "pinned_message", "message_auto_delete_timer_changed", "write_access_allowed", "connected_website",
    "chat_background_set", "boost_added", "proximity_alert_triggered", "delete_chat_photo", "new_chat_photo",
    "users_shared", "chat_shared", "web_app_data", "gift", "unique_gift",
)  # fmt: skip
"""What Telegram itself says in a chat: nobody waits for an answer to it."""
COMMAND = re.compile(r"/([a-zA-Z0-9_]{1,32})(?:@\w{1,64})?(?:\s|\Z)")
HIGHEST = 2**53
ANYBODY = {"id": 0, "is_bot": False, "first_name": ""}


@dataclass(frozen=True, slots=True)
class Heard:
    """One update. `chat` is 0 when it is from nowhere we know; `id` tells updates of one chat apart, for ever."""

    kind: Kind
    id: str = ""
    chat: int = 0
    message: int = 0
    text: str = ""
    media: str = ""
    query: str = ""
    data: str = ""
    keyboard: Rows = ()


NOTHING = Heard("nothing")


def read(data: object) -> Heard:
    """Return what an update says; `nothing` for what is none of ours or no update at all."""
    if not isinstance(data, dict) or not _number(data.get("update_id")):
        return NOTHING
    for shape in (lambda: data, lambda: _plain(data)):
        try:
            return _heard(Update.de_json(shape(), None), data)
        except Exception:  # noqa: BLE001, S112  it may be made of anything, and would be the same the next time
            continue
    return NOTHING


def heard(update: Update) -> Heard:
    """Return what an update says that the library has already taken apart."""
    return read(update.to_dict())


def _plain(data: Json) -> Json:
    """Return an update with only what we need of it: one odd or new part must not silence the rest."""
    plain: Json = {"update_id": data["update_id"]}
    for kind in ("message", "edited_message"):
        if isinstance(data.get(kind), dict):
            plain[kind] = _kept(data[kind], "message_id", "text", "caption", "media_group_id")
    if isinstance(query := data.get("callback_query"), dict):
        plain["callback_query"] = {**_kept(query, "id", "data"), "chat_instance": ""}
        if isinstance(asked := query.get("message"), dict):
            plain["callback_query"]["message"] = {**_kept(asked, "message_id"), "date": 0}
    if isinstance(change := data.get("my_chat_member"), dict):
        now = {"user": ANYBODY, "status": change["new_chat_member"]["status"], "until_date": 0}
        sides = {"old_chat_member": {"user": ANYBODY, "status": "left"}, "new_chat_member": now}
        plain["my_chat_member"] = {**_kept(change), **sides}
    return plain


def _kept(part: Json, *names: str) -> Json:
    who = part.get("from")
    kept = {name: part[name] for name in (*names, "chat") if name in part} | {"date": 0}
    return {**kept, "from": {**ANYBODY, **{n: who[n] for n in ("id", "is_bot") if n in who}}} if who else kept


def _heard(update: Update, data: Json) -> Heard:
    if update.message is not None:
        return _message(update.update_id, update.message, data["message"], edited=False)
    if update.edited_message is not None:
        return _message(update.update_id, update.edited_message, data["edited_message"], edited=True)
    if update.callback_query is not None:
        return _press(update.update_id, update.callback_query)
    if update.my_chat_member is not None:
        return _membership(update.update_id, update.my_chat_member)
    if update.channel_post is not None:
        return _place(update.update_id, update.channel_post.chat)
    return NOTHING


def _message(update_id: int, message: Message, whole: Json, *, edited: bool) -> Heard:
    place = _place(update_id, message.chat)
    if place.kind != "text" or (message.from_user is not None and message.from_user.is_bot):
        return NOTHING if place.kind == "text" else place
    at = _number(message.message_id)
    id, text = f"{update_id}:{at}", _text(message.text) or _text(message.caption)
    if edited:
        return Heard("media", id, place.chat, at, text, "edited")
    media = next((MEDIA[name] for name in MEDIA if whole.get(name)), "")
    if not media and text:
        return Heard("command" if COMMAND.match(text) else "text", id, place.chat, at, text)
    if not media and any(whole.get(name) for name in SERVICE):
        return NOTHING
    album = _text(message.media_group_id)
    return Heard("media", f"album:{album}" if album and not text else id, place.chat, at, text, media or "other")


def _press(update_id: int, query: CallbackQuery) -> Heard:
    asked = query.message
    chat = asked.chat if asked is not None else Chat(query.from_user.id, Chat.PRIVATE)
    place = _place(update_id, chat)
    if place.kind != "text" or not _text(query.id):
        return place if place.kind == "group" else NOTHING
    keyboard = tuple(_rows(asked)) if isinstance(asked, Message) else ()
    at = _number(asked.message_id) if asked is not None else 0
    return Heard("press", f"{update_id}:{at}", place.chat, at, "", "", query.id, _text(query.data), keyboard)


def _membership(update_id: int, change: ChatMemberUpdated) -> Heard:
    place = _place(update_id, change.chat)
    now = change.new_chat_member.status
    there = now in (ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.RESTRICTED, ChatMember.OWNER)
    if place.kind == "group":
        return place if there else NOTHING
    if place.kind != "text" or not (there or now in (ChatMember.BANNED, ChatMember.LEFT)):
        return NOTHING
    return Heard("unblocked" if there else "blocked", place.id, place.chat)


def _place(update_id: int, chat: Chat) -> Heard:
    """Return where it happened: `text` is a chat of two, `group` any other."""
    id = _number(chat.id)
    if not id:
        return NOTHING
    return Heard("text" if chat.type == Chat.PRIVATE else "group", f"{update_id}", id)


def _rows(message: Message) -> Iterator[tuple[tuple[str, str], ...]]:
    for row in message.reply_markup.inline_keyboard if message.reply_markup else ():
        yield tuple((_text(b.text), _text(b.callback_data) or f"url:{_text(b.url)}") for b in row)


def _number(value: Any) -> int:
    """Return a whole number that an id may be, else 0."""
    return value if type(value) is int and -HIGHEST < value < HIGHEST else 0


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
