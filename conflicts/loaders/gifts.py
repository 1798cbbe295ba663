"""Gift entries and registers for this reader, or 404 for an outsider, 403 inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from commissioning.enums import PostRole
from commissioning.models import Organisation, Post
from conflicts.facts.interests import organisations_of
from conflicts.loaders.interests import get_person_for
from conflicts.models import GiftOffer
from core import clock
from people import door


if TYPE_CHECKING:
    from django.db.models import QuerySet

    from people.models import Person, User

NOT_THERE = "There is no such page for you."
NOT_A_KEEPER = (
    "Only a governance officer of a body that the person sits for or works for may do "
    "this."
)


def get_gift_for(user: User, pk: int) -> GiftOffer:
    """Return an entry its reader may see.

    Raises:
      Http404: there is none, or the user is an outsider.
    """
    rows = GiftOffer.objects.select_related(
        "person", "organisation", "rule_set", "recorded_by__person", "corrects"
    )
    entry = get_object_or_404(rows, pk=pk)
    if not door.may(user, "read", entry):
        raise Http404(NOT_THERE)
    return entry


def get_gift_to(user: User, verb: str, pk: int) -> GiftOffer:
    """Return an entry with which the user may do something ("correct", "review").

    Raises:
      Http404: the user is an outsider.
      PermissionDenied: an insider who may only read it.
    """
    entry = get_gift_for(user, pk)
    verdict = door.may(user, verb, entry)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return entry


def get_gift_register_for(user: User, pk: int) -> Organisation:
    """Return an organisation whose gifts register the user keeps or oversees.

    Raises:
      Http404: there is none, or the user does not work for it.
    """
    organisation = get_object_or_404(Organisation, pk=pk)
    if not door.may(user, "oversee", organisation):
        raise Http404(NOT_THERE)
    return organisation


def get_person_for_gift(
    user: User, person_pk: int
) -> tuple[Person, QuerySet[Organisation]]:
    """Return a person for whom the user may enter an offer, and for which bodies.

    Raises:
      Http404: the user is an outsider.
      PermissionDenied: an insider who is no officer of the person's body.
    """
    person = get_person_for(user, person_pk)
    kept = officer_bodies(user)
    theirs = organisations_of(person.pk, clock.today())
    bodies = kept.filter(pk__in=theirs) if theirs else kept
    if not bodies.exists():
        raise PermissionDenied(NOT_A_KEEPER)
    return person, bodies


def bodies_of(user: User) -> QuerySet[Organisation]:
    """Return the bodies in whose registers a user's own offers belong."""
    theirs = organisations_of(user.person_id or 0, clock.today())
    return Organisation.objects.filter(pk__in=theirs)


def officer_bodies(user: User) -> QuerySet[Organisation]:
    """Return the bodies of which a user is a governance officer today."""
    posts = Post.objects.held_on(clock.today()).filter(
        person=user.person_id, role=PostRole.OFFICER
    )
    return Organisation.objects.filter(pk__in=posts.order_by().values("organisation"))
