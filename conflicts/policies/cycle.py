"""Who may plan rounds of declaring and see who has not answered."""

from __future__ import annotations
