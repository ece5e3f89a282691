"""What the gateway itself says. The sentences are `utter_notice_*` in domain.yml, so that wording has one home."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.words import MEDIA, Button, Reply

PREFIX = "utter_notice_"
NAMES = (
    "engine_late", "engine_failed", "waiting", "waiting_next", "waiting_behind", "waiting_off_hours", "connected",
    "ended", "cancelled", "too_long", "empty", "slow_down", "masked", "transferred_back", "unknown_button", "group",
    *(f"media_{kind}" for kind in MEDIA), "kakao_late", "kakao_late_callback", "kakao_relayed", "kakao_relayed_push",
    "kakao_nothing_new", "kakao_more", "kakao_ways", "kakao_links", "kakao_cut", "kakao_test", "kakao_add", "web_link",
    "kakao_trouble", "link_over", "erase_sure", "erase_kept", "erased", "erased_here",
    "waiting_range", "waiting_few", "waiting_moved", "waiting_again", "waiting_lunch", "waiting_holiday",
    "waiting_stopped", "waiting_phone", "ways_off_hours", "deferred", "deferred_opened", "closing", "owner_lost",
    "transferring",
    "taken_over", "requeued", "reopened", "reopened_bot", "thanks", "nudge", "idle_closed", "stay",
    "callback_offer", "callback_number", "callback_number_again", "callback_booked", "callback_here", "callback_full",
    "callback_cancelled", "callback_none", "file_not_now", "file_kind", "file_broken", "file_large",
    "file_empty", "file_many", "file_unsafe", "file_unchecked", "csat_human", "csat_bot", "csat_thanks", "joined",
    "alert_saved_digest", "alert_saved_instant", "alert_saved_visit", "alert_many", "alert_list", "alert_line",
    "alert_drop", "alert_dropped", "alert_none", "alert_stopped", "alert_expired", "alert_new_vacancy",
    "alert_new_course",
)  # fmt: skip


class Notices:
    """The gateway's sentences by name. Raises `LookupError` at once when one of `NAMES` is missing."""

    def __init__(self, responses: Mapping[str, Any]) -> None:
        missing = [name for name in NAMES if f"{PREFIX}{name}" not in responses]
        if missing:
            raise LookupError(f"domain.yml lacks the responses {', '.join(PREFIX + name for name in missing)}")
        self._responses = {name: responses[PREFIX + name][0] for name in NAMES}

    @classmethod
    def of(cls, domain: Path) -> Notices:
        """Read them from a Rasa domain file."""
        with domain.open(encoding="utf-8") as text:
            return cls(yaml.load(text, yaml.CSafeLoader)["responses"])

    def say(self, notice: str, /, **facts: object) -> Reply:
        """Return the notice with `{facts}` filled in, also in its buttons."""
        response = self._responses[notice]
        buttons = tuple(
            Button(b["title"].format(**facts), b.get("payload"), b.get("url")) for b in response.get("buttons", ())
        )
        return Reply(text=response["text"].format(**facts).strip(), buttons=buttons)
