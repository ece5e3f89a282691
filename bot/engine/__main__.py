"""Starts Rasa the lean way: `python -m bot.engine run …` and `python -m bot.engine train …`, Rasa's own arguments.

The engine listens on loopback only and never opens Rasa's HTTP API (a model could be loaded, and so run, through it).
"""

from __future__ import annotations

import os
import sys
import warnings
from typing import List

QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "LOG_LEVEL": "WARNING",  # at DEBUG and in failures Rasa prints what people wrote
    "LOG_LEVEL_LIBRARIES": "ERROR",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "RASA_MAX_CACHE_SIZE": "0",  # its training cache does not see changes in the modules a component imports
    "SANIC_WORKERS": "1",  # one process: conversations are kept in order by a lock in memory
}
RUN = ("--interface", "127.0.0.1", "--endpoints", "endpoints.yml", "--credentials", "credentials.yml")
FORBIDDEN = ("--enable-api", "-i", "--interface", "--remote-storage", "--auth-token")


def arguments(given: List[str]) -> List[str]:
    """Return Rasa's arguments for what was given. Raises SystemExit for what would open the engine to others."""
    if given[:1] != ["run"]:
        return given
    refused = [word for word in given if word.split("=")[0] in FORBIDDEN]
    if refused:
        raise SystemExit(f"engine: {' '.join(refused)} is not allowed, the engine serves loopback only")
    return [*given, *RUN]


def main() -> None:
    sys.argv[1:] = arguments(sys.argv[1:])
    os.environ.update(QUIET)
    warnings.showwarning = lambda *_, **__: None  # Rasa sets its own filters; its libraries age loudly
    # skops lists trusted types by scanning every loaded module: before TensorFlow is loaded that takes no time.
    import skops.io  # noqa: F401
    from rasa.__main__ import main as rasa

    rasa()


if __name__ == "__main__":
    main()
