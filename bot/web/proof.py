"""How a platform that cannot sign proves who it is: by a secret in a header."""

from __future__ import annotations

import hmac
from collections.abc import Sequence


def knows(shown: str, secrets: Sequence[str]) -> bool:
    """Return whether `shown` is one of the secrets (empty ones are none); takes the same time for every wrong one."""
    sent = shown.encode("utf-8", "surrogatepass")
    matches = [hmac.compare_digest(sent, secret.encode()) for secret in secrets if secret]
    return any(matches)
