"""Registers for this reader, or 404 for an outsider, 403 inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflicts.facts.registers import Whose
from conflicts.loaders.interests import (
    get_committee_register_for,
    get_organisation_register_for,
    get_person_for,
)


if TYPE_CHECKING:
    from people.models import User


def get_committee_whose(user: User, slug: str) -> Whose:
    """Return the register of a committee, for those who keep or oversee it.

    Raises:
      Http404: the user is an outsider.
      PermissionDenied: a member, who reads what is published.
    """
    return Whose(committee=get_committee_register_for(user, slug))


def get_organisation_whose(user: User, pk: int) -> Whose:
    """Return the register of a body, for those who keep or oversee it.

    Raises:
      Http404: there is none, or the user does not work for it.
    """
    return Whose(organisation=get_organisation_register_for(user, pk))


def get_person_whose(user: User, pk: int) -> Whose:
    """Return the register of one person, for them and for those who keep it.

    Raises:
      Http404: there is none, or the user is an outsider.
    """
    return Whose(person=get_person_for(user, pk))
