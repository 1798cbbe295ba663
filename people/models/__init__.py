"""Persons and users, apart from each other."""

from __future__ import annotations

from people.models.person import Person
from people.models.user import User, UserManager


__all__ = ["Person", "User", "UserManager"]
