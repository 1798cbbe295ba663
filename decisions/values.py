"""References to decisions, without their rows."""

from __future__ import annotations

from typing import NewType


DecisionId = NewType("DecisionId", int)
ActionId = NewType("ActionId", int)
