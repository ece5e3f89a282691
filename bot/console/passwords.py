"""Passwords of counselors: argon2id with 64 MiB, never two hundred at once, and no easy ones."""

from __future__ import annotations

import asyncio
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 128
AT_ONCE = 2  # each takes 64 MiB and a core
EASY = (
    "password", "qwerty", "asdf", "1234", "0000", "1111", "abcd", "admin", "iloveyou", "letmein", "welcome",
    "iljari", "ilzari", "jobcenter", "jeonbuk", "jeonju", "counselor", "일자리", "전북", "전주", "상담", "비밀번호",
)  # fmt: skip
NOBODYS = (  # of 32 random bytes that nobody kept; checked for logins that do not exist
    "$argon2id$v=19$m=65536,t=3,p=1$vtLNeY9VDrD9npDv+8XRgQ"
    "$eAkY4bFLbW0LkdVHa3EC8rPTPIO38rpB+46PDRjVYpM"
)
PLAIN = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is mistaken when read aloud


class WeakPassword(ValueError):
    """A password that may not be used. The message says why, in Korean."""


class Passwords:
    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)
        self._seats = asyncio.Semaphore(AT_ONCE)

    async def hash(self, password: str) -> str:
        """Return what to keep of a password."""
        async with self._seats:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def fits(self, kept: str | None, password: str) -> bool:
        """Return whether the password is the kept one. For `None` it takes as long and is False."""
        async with self._seats:
            fits = await asyncio.to_thread(self._verify, kept or NOBODYS, password)
        return fits and kept is not None

    def _verify(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False


def check(password: str, login: str, name: str) -> None:
    """Raise `WeakPassword` for what is too short, too long or easily guessed here."""
    small = password.casefold()
    if len(password) < SHORTEST:
        raise WeakPassword(f"비밀번호는 {SHORTEST}자 이상이어야 해요.")
    if len(password) > LONGEST:
        raise WeakPassword(f"비밀번호는 {LONGEST}자까지 쓸 수 있어요.")
    if len(set(small)) < 5:
        raise WeakPassword("같은 글자가 너무 많아요. 다른 비밀번호를 골라 주세요.")
    rest = small
    for known in (*EASY, login.casefold(), name.casefold()):
        rest = rest.replace(known, "") if known else rest
    if len(rest) < SHORTEST // 2:
        raise WeakPassword("쉽게 떠올릴 수 있는 말이에요. 다른 비밀번호를 골라 주세요.")


def one_time() -> str:
    """Return a random password of four groups that can be read aloud, 79 bits."""
    return "-".join("".join(secrets.choice(PLAIN) for _ in range(4)) for _ in range(4))
