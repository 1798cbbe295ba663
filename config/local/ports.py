"""Ports of this machine: a free one, and whether one is taken."""

from __future__ import annotations

import socket
import time


def free_port() -> int:
    """Return a port of this machine that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_taken(port: int) -> bool:
    """Say whether another program listens on this port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def is_free_within(port: int, seconds: float) -> bool:
    """Wait until nobody listens on this port, at most so many seconds."""
    deadline = time.monotonic() + seconds
    while is_taken(port):
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.1)
    return True
