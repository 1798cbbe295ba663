"""Bodies, rounds, requests and positions for their officer; 404 for an outsider."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from commissioning.models import Organisation, Post
from conflicts.models import Campaign, DeclarationRequest, Position, RuleSet
from conflicts.policies.cycle import OVERSEERS
from core import clock
from people import door


if TYPE_CHECKING:
    from django.db.models import QuerySet

    from people.models import User

NOT_THERE = "There is no such page for you."


def bodies_overseen_by(user: User) -> QuerySet[Organisation]:
    """Return the bodies whose declarations the user keeps or oversees today."""
    posts = Post.objects.held_on(clock.today()).filter(
        person=user.person_id, role__in=OVERSEERS
    )
    return Organisation.objects.filter(pk__in=posts.order_by().values("organisation"))


def get_body_overseen(user: User, pk: int) -> Organisation:
    """Return a body whose declarations the user may follow.

    Raises:
      Http404: there is none, or the user is an outsider.
    """
    organisation = get_object_or_404(Organisation, pk=pk)
    if not door.may(user, "oversee_declarations", organisation):
        raise Http404(NOT_THERE)
    return organisation


def get_body_for(user: User, pk: int, verb: str) -> Organisation:
    """Return a body for which the user may do `verb`, such as "keep_positions".

    Raises:
      Http404: the user is an outsider.
      PermissionDenied: a guardian or auditor, who reads and changes nothing.
    """
    organisation = get_body_overseen(user, pk)
    _require(user, verb, organisation)
    return organisation


def get_rules_to_withdraw(user: User, pk: int) -> RuleSet:
    """Return a body's own rule set that the user may withdraw before it begins.

    Raises:
      Http404: there is none, it is national, or the user is an outsider.
      PermissionDenied: a guardian or auditor.
    """
    own = RuleSet.objects.filter(organisation__isnull=False)
    row = get_object_or_404(own.select_related("organisation"), pk=pk)
    get_body_for(user, row.organisation_id or 0, "enter_conflict_rules")
    return row


def get_round_overseen(user: User, pk: int) -> Campaign:
    """Return a round of a body whose declarations the user may follow.

    Raises:
      Http404: there is none, or the user is an outsider.
    """
    campaign = get_object_or_404(Campaign.objects.select_related("organisation"), pk=pk)
    if not door.may(user, "oversee_declarations", campaign.organisation):
        raise Http404(NOT_THERE)
    return campaign


def get_round_to_close(user: User, pk: int) -> Campaign:
    """Return a round that the user may close.

    Raises:
      Http404: the user is an outsider.
      PermissionDenied: a guardian or auditor.
    """
    campaign = get_round_overseen(user, pk)
    _require(user, "ask_for_declarations", campaign.organisation)
    return campaign


def get_request_to_settle(user: User, pk: int) -> DeclarationRequest:
    """Return a request that the user may drop or record as made by post.

    Raises:
      Http404: the user is an outsider.
      PermissionDenied: a guardian or auditor.
    """
    rows = DeclarationRequest.objects.select_related("person", "campaign__organisation")
    request = get_object_or_404(rows, pk=pk)
    organisation = request.campaign.organisation
    if not door.may(user, "oversee_declarations", organisation):
        raise Http404(NOT_THERE)
    _require(user, "ask_for_declarations", organisation)
    return request


def get_position_to_keep(user: User, pk: int) -> Position:
    """Return a position that the user may correct and end.

    Raises:
      Http404: the user is an outsider.
      PermissionDenied: a guardian or auditor.
    """
    rows = Position.objects.select_related("person", "organisation", "practice")
    position = get_object_or_404(rows, pk=pk)
    if not door.may(user, "oversee_declarations", position.organisation):
        raise Http404(NOT_THERE)
    _require(user, "keep_positions", position.organisation)
    return position


def _require(user: User, verb: str, organisation: Organisation) -> None:
    verdict = door.may(user, verb, organisation)
    if not verdict:
        raise PermissionDenied(verdict.reason)
