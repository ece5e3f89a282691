"""Where other ways to write to a Kakao user are plugged in. None is built: neither contract nor manual is at hand.

* 상담톡 (official dealers only): messages arrive at a webhook of the dealer's and answers go out by the dealer's API
  while the user's session lives (30 days after their last words). Needs a contract; each dealer's API differs.
* 카카오톡 봇 (Bot API of 2026): push by `send_message`, answers by a callback token of five minutes. The official page
  was not seen and it is unknown whether a public body's channel may use it.

`docs/channels/kakao.md` says what is missing before either can be written. What it must do is below; the door tries
its `ports` after a callback and before an event, and the desk shows their way and price before a word is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.store.rows import Message
from bot.talk.doors import Contact, Outcome, Reach


class PushPort(Protocol):
    """A way to push to a Kakao user that the Open Builder skill itself does not offer."""

    async def reach(self, contact: Contact) -> Reach | None:
        """Say whether and for how many won the person can be written to by this way; None: not at all."""
        ...

    async def push(self, contact: Contact, messages: Sequence[Message]) -> Outcome:
        """Bring the first messages; raises nothing."""
        ...
