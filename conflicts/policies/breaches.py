"""Who may report, read and close possible breaches."""

from __future__ import annotations
