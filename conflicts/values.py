"""References to interests, without their rows."""

from __future__ import annotations

from typing import NewType


InterestId = NewType("InterestId", int)
