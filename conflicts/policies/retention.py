"""Who may place holds and purge."""

from __future__ import annotations
