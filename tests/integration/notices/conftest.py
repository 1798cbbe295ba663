"""The mail server that refuses and hangs up."""

from __future__ import annotations

from tests.fixtures.deadly_peer import deadly_peer


__all__ = ["deadly_peer"]
