"""Practices, signed files and reviews for this reader, or 404, or 403 inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from commissioning.models import Organisation
from conflicts.facts.returns import practices_overseen_by
from conflicts.loaders.interests import NOT_THERE, get_interest_for, get_person_for
from conflicts.models import ReturnFile
from core import clock
from people import door


if TYPE_CHECKING:
    from django.db.models import QuerySet

    from conflicts.models import Interest
    from people.models import Person, User


def get_person_to_confirm_for(user: User, pk: int) -> Person:
    """Return a person whose return the user may record.

    Raises:
      Http404: the user is an outsider.
      PermissionDenied: an insider who is not the person's officer.
    """
    person = get_person_for(user, pk)
    verdict = door.may(user, "attest", person)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return person


def get_interest_to_review(user: User, pk: int) -> Interest:
    """Return an interest whose mitigation the user may agree.

    Raises:
      Http404: the user is an outsider.
      PermissionDenied: one's own interest, or an insider who agrees nothing.
    """
    return _asked(user, pk, "review")


def get_interest_to_answer(user: User, pk: int) -> Interest:
    """Return an interest about which the user may answer a question.

    Raises:
      Http404: the user is an outsider.
      PermissionDenied: an insider who is neither the person nor their officer.
    """
    return _asked(user, pk, "answer")


def get_interest_to_confirm(user: User, pk: int) -> Interest:
    """Return an interest of which the user may say that it is written down rightly.

    Raises:
      Http404: the user is an outsider.
      PermissionDenied: an insider who is neither the person nor their officer.
    """
    return _asked(user, pk, "confirm")


def get_practice_for(user: User, pk: int) -> Organisation:
    """Return a practice whose signed returns the user may send in.

    Raises:
      Http404: there is none, or the user is an outsider.
    """
    practice = get_object_or_404(Organisation, pk=pk)
    if not door.may(user, "upload_returns", practice):
        raise Http404(NOT_THERE)
    return practice


def get_return_file_for(user: User, pk: int) -> ReturnFile:
    """Return a file of signed returns the user may read.

    Raises:
      Http404: there is none, or the user is an outsider.
    """
    rows = ReturnFile.objects.select_related("organisation", "uploaded_by__person")
    row = get_object_or_404(rows, pk=pk)
    if not door.may(user, "read", row):
        raise Http404(NOT_THERE)
    return row


def get_return_file_to_settle(user: User, pk: int) -> ReturnFile:
    """Return a file of signed returns the user may record and settle.

    Raises:
      Http404: the user is an outsider.
      PermissionDenied: whoever sent it in.
    """
    row = get_return_file_for(user, pk)
    verdict = door.may(user, "settle", row)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return row


def return_files_for(user: User) -> QuerySet[ReturnFile]:
    """Return the files a user sent in or records, the waiting ones first."""
    overseen = practices_overseen_by(user.person_id or 0, clock.today()).order_by()
    mine = ReturnFile.objects.filter(uploaded_by=user)
    theirs = ReturnFile.objects.filter(organisation__in=overseen.values("pk"))
    return (
        (mine | theirs)
        .select_related("organisation", "uploaded_by__person")
        .order_by("settled_at", "uploaded_at")
        .distinct()
    )


def _asked(user: User, pk: int, verb: str) -> Interest:
    interest = get_interest_for(user, pk)
    verdict = door.may(user, verb, interest)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return interest
