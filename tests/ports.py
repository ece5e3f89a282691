"""Free ports for servers of the tests, out of reach of the ports that outgoing connections get for a moment."""

from __future__ import annotations

import random
import socket

dice = random.SystemRandom()  # hypothesis begins the common one anew, the same in every worker
OURS = range(20_000, 30_000)  # below what Linux hands out by itself (32768 and up)


def free_port() -> int:
    """Return a port that nobody listens on now, and that no client of a parallel test is given by the system."""
    while True:
        port = dice.choice(OURS)
        with socket.socket() as trial:
            try:
                trial.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
