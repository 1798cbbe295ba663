"""Interests with their history, and breaches."""

from __future__ import annotations

from conflicts.models.breach import Breach
from conflicts.models.interest import Interest, InterestVersion


__all__ = ["Breach", "Interest", "InterestVersion"]
