"""References to persons and users, without their rows."""

from __future__ import annotations

from typing import NewType


PersonId = NewType("PersonId", int)
"""The id of a person in the record, who may never sign in."""

UserId = NewType("UserId", int)
"""The id of a user who signs in, who may be no person in the record."""
