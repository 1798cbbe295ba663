"""Who may take in an existing register."""

from __future__ import annotations
