"""What each channel can and cannot do (`talk.doors` says what the fields mean)."""

from __future__ import annotations

from bot.talk.doors import ChannelCapabilities
from bot.words import MAX_TEXT

WIDGET = ChannelCapabilities(
    handed=False, can_push=True, push_window_s=None, push_cost=0, max_text=MAX_TEXT, media=frozenset(), typing=True,
    receipts=True,
)  # fmt: skip
KAKAO = ChannelCapabilities(
    handed=True, can_push=True, push_window_s=60, push_cost=15, max_text=1_000, media=frozenset(), typing=False,
    receipts=False,
)  # fmt: skip
TELEGRAM = ChannelCapabilities(
    handed=True, can_push=True, push_window_s=None, push_cost=0, max_text=4_096, media=frozenset(), typing=True,
    receipts=False, takes_numbers=False,
)  # fmt: skip
