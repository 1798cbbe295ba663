"""Who may declare, read and correct offers of gifts and hospitality."""

from __future__ import annotations
