"""The bodies that have public pages of gifts and breaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from commissioning.enums import PostRole
from commissioning.models import Organisation, Post
from committees.models import Committee
from core import clock


if TYPE_CHECKING:
    from django.db.models import QuerySet


def public_bodies() -> QuerySet[Organisation]:
    """Return the bodies that have, or had, a committee, or have a guardian today."""
    day = clock.today()
    committees = Committee.objects.filter(established_on__lte=day).order_by()
    posts = Post.objects.held_on(day).filter(role=PostRole.GUARDIAN).order_by()
    return Organisation.objects.filter(
        pk__in=committees.values("organisations").union(posts.values("organisation"))
    )


def get_public_body(pk: int) -> Organisation:
    """Return a body that has public pages.

    Raises:
      Http404: there is none, or it has no committee and no guardian.
    """
    return get_object_or_404(public_bodies(), pk=pk)
