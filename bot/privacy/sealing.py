"""People's addresses and files at rest: AES-256-GCM under a key that the database does not hold."""

from __future__ import annotations

import base64
import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12


class Unsealable(Exception):
    """It was sealed under another key, or for something else, or was changed."""


class Sealer:
    """Seals short texts under `key` (any length; its SHA-256 is the AES key)."""

    def __init__(self, key: str) -> None:
        self._cipher = AESGCM(hashlib.sha256(key.encode()).digest())

    def seal(self, text: str, about: str) -> str:
        """Return `text` sealed, in ASCII. It opens only with the same `about`, so that it cannot be moved elsewhere."""
        return base64.urlsafe_b64encode(self.seal_bytes(text.encode("utf-8", "surrogatepass"), about)).decode()

    def open(self, sealed: str, about: str) -> str:
        """Return the text. Raises `Unsealable`."""
        try:
            return self.open_bytes(base64.urlsafe_b64decode(sealed.encode()), about).decode("utf-8", "surrogatepass")
        except ValueError:
            raise Unsealable from None

    def seal_bytes(self, data: bytes, about: str) -> bytes:
        """Return `data` sealed, a little longer; `about` as for `seal`."""
        nonce = os.urandom(NONCE)
        return nonce + self._cipher.encrypt(nonce, data, about.encode())

    def open_bytes(self, sealed: bytes, about: str) -> bytes:
        """Return the data. Raises `Unsealable`."""
        try:
            return self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], about.encode())
        except (ValueError, InvalidTag):
            raise Unsealable from None
