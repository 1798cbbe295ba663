"""The gathering, item or paper for this user: 404 for outsiders, 403 for insiders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from committees.models import Committee
from core import clock
from meetings.facts.footing import Footing, footing_of, gatherings_of
from meetings.models import (
    Gathering,
    Item,
    Paper,
    PaperUpload,
    PaperVersion,
    RedactedTwin,
)
from meetings.rules.reading import Standing
from people import door
from people.models import User


if TYPE_CHECKING:
    from datetime import date

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet


def get_gathering_for(user: User | AnonymousUser, pk: int) -> Gathering:
    """Return a gathering the user may open.

    Raises:
      Http404: there is none, or the user has no part in it.
    """
    gathering = get_object_or_404(Gathering.objects.select_related("group"), pk=pk)
    _hidden_unless(user, "read", gathering)
    return gathering


def get_gathering_to_review(user: User, pk: int) -> Gathering:
    """Return a gathering whose conflicts the user reviews.

    Raises:
      Http404: there is none, or the user is an outsider.
      PermissionDenied: the user is a member, who sees their own alone.
    """
    gathering = get_gathering_for(user, pk)
    verdict = door.may(user, "review_conflicts", gathering)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return gathering


def get_agenda_for(user: User | AnonymousUser, pk: int) -> tuple[Gathering, Footing]:
    """Return a gathering with what the user is there, so that a page asks once.

    Raises:
      Http404: there is none, or the user has no part in it.
    """
    gathering = get_object_or_404(Gathering, pk=pk)
    person_id = user.person_id if isinstance(user, User) and user.is_active else None
    footing = footing_of(person_id, gathering)
    if footing.standing is Standing.OUTSIDE:
        _hidden_unless(user, "read", gathering)
    return gathering, footing


def get_gathering_to_confirm(user: User, pk: int) -> Gathering:
    """Return a gathering of which the user is asked what ties them to its agenda.

    Raises:
      Http404: there is none, or the user has no part in it nor in an item.
      PermissionDenied: the user may read it, and nothing is asked of them.
    """
    gathering = get_object_or_404(Gathering.objects.select_related("group"), pk=pk)
    verdict = door.may(user, "confirm_interests", gathering)
    if not verdict:
        _hidden_unless(user, "read", gathering)
        raise PermissionDenied(verdict.reason)
    return gathering


def get_gathering_to_edit(user: User | AnonymousUser, pk: int) -> Gathering:
    """Return a gathering whose agenda the user may change.

    Raises:
      Http404: there is none, or the user has no part in it.
      PermissionDenied: the user may read but not change it.
    """
    gathering = get_gathering_for(user, pk)
    _refused_unless(user, "edit", gathering)
    return gathering


def get_gathering_to_restore(user: User | AnonymousUser, pk: int) -> Gathering:
    """Return a cancelled gathering that the user may put back on.

    Raises:
      Http404: there is none, or the user has no part in it.
      PermissionDenied: the user may only read it, or it is not cancelled.
    """
    gathering = get_gathering_for(user, pk)
    _refused_unless(user, "restore", gathering)
    return gathering


def get_item_for(user: User | AnonymousUser, pk: int) -> Item:
    """Return an item whose cover sheet and papers the user may read.

    Raises:
      Http404: there is none, or its existence is kept from the user.
      PermissionDenied: the user may know of it but not read it.
    """
    item = get_object_or_404(_items(), pk=pk)
    _hidden_unless(user, "read_title", item)
    _refused_unless(user, "read", item)
    return item


def get_item_to_edit(user: User | AnonymousUser, pk: int) -> Item:
    """Return an item of an agenda the user may change.

    Raises:
      Http404: there is none, or its existence is kept from the user.
      PermissionDenied: the user may read but not change it.
    """
    item = get_item_for(user, pk)
    _refused_unless(user, "edit", item.gathering)
    return item


def get_item_to_submit(user: User | AnonymousUser, pk: int) -> Item:
    """Return an item whose cover sheet and papers the user may write.

    Raises:
      Http404: there is none, or its existence is kept from the user.
      PermissionDenied: the user may read but not write it.
    """
    item = get_item_for(user, pk)
    _refused_unless(user, "submit", item)
    return item


def get_paper_to_submit(user: User | AnonymousUser, pk: int) -> Paper:
    """Return a paper that the user may replace, change or withdraw.

    Raises:
      Http404: there is none, or its item is kept from the user.
      PermissionDenied: the user may know of the item but not write for it.
    """
    paper = get_object_or_404(Paper.objects.select_related("item__gathering"), pk=pk)
    _hidden_unless(user, "read_title", paper.item)
    _refused_unless(user, "submit", paper.item)
    return paper


def get_upload_to_submit(user: User | AnonymousUser, pk: int) -> PaperUpload:
    """Return an Office file that the user may watch, try again or take back.

    Raises:
      Http404: there is none, or its item is kept from the user.
      PermissionDenied: the user may know of the item but not write for it.
    """
    upload = get_object_or_404(_uploads(), pk=pk)
    _hidden_unless(user, "read_title", upload.item)
    _refused_unless(user, "submit", upload.item)
    return upload


def get_upload_to_keep(user: User | AnonymousUser, pk: int) -> PaperUpload:
    """Return an Office file that the user may open as it came.

    Raises:
      Http404: there is none, or its item is kept from the user.
      PermissionDenied: the user does not keep the record of the meeting.
    """
    upload = get_object_or_404(_uploads(), pk=pk)
    _hidden_unless(user, "read_title", upload.item)
    _refused_unless(user, "record", upload.item.gathering)
    return upload


def get_version_for(user: User | AnonymousUser, pk: int) -> PaperVersion:
    """Return a version of a paper that the user may open.

    Raises:
      Http404: there is none, or its item is kept from the user.
      PermissionDenied: the user may know of it but not open it.
    """
    versions = PaperVersion.objects.select_related("paper__item__gathering")
    version = get_object_or_404(versions, pk=pk)
    _hidden_unless(user, "read_title", version.paper.item)
    _refused_unless(user, "read", version)
    return version


def get_version_to_record(user: User | AnonymousUser, pk: int) -> PaperVersion:
    """Return a version of a paper of a meeting whose record the user keeps.

    Raises:
      Http404: there is none, or its item is kept from the user.
      PermissionDenied: the user does not keep the record of the meeting.
    """
    versions = PaperVersion.objects.select_related("paper__item__gathering")
    version = get_object_or_404(versions, pk=pk)
    _hidden_unless(user, "read_title", version.paper.item)
    _refused_unless(user, "record", version.paper.item.gathering)
    return version


def get_paper_to_redact(user: User | AnonymousUser, pk: int) -> Paper:
    """Return a paper whose redacted twin the user may hand in.

    Raises:
      Http404: there is none, or its item is kept from the user.
      PermissionDenied: the user may know of the item but not redact for it.
    """
    paper = get_object_or_404(Paper.objects.select_related("item__gathering"), pk=pk)
    _hidden_unless(user, "read_title", paper.item)
    _refused_unless(user, "redact", paper.item)
    return paper


def get_twin_for(user: User | AnonymousUser, pk: int) -> RedactedTwin:
    """Return a redacted twin that the user may open.

    Raises:
      Http404: there is none, or its item is kept from the user.
      PermissionDenied: the user may know of it but not open it.
    """
    twin = get_object_or_404(_twins(), pk=pk)
    _hidden_unless(user, "read_title", twin.version.paper.item)
    _refused_unless(user, "read", twin)
    return twin


def get_twin_to_take_back(user: User | AnonymousUser, pk: int) -> RedactedTwin:
    """Return a redacted twin that the user may take off the public site.

    Raises:
      Http404: there is none, or its item is kept from the user.
      PermissionDenied: the user may know of the item but not redact for it.
    """
    twin = get_object_or_404(_twins(), pk=pk)
    _hidden_unless(user, "read_title", twin.version.paper.item)
    _refused_unless(user, "redact", twin.version.paper.item)
    return twin


def _twins() -> QuerySet[RedactedTwin]:
    return RedactedTwin.objects.select_related("version__paper__item__gathering")


def require_looking_ahead(user: User) -> None:
    """Let through who may look at the plan of the months to come.

    Raises:
      Http404: the user is an outsider to every committee.
      PermissionDenied: the user is a member, who sees their own meetings.
    """
    verdict = door.may(user, "look_ahead", Gathering)
    if verdict:
        return
    if Committee.objects.seating(user.person_id or 0, clock.today()).exists():
        raise PermissionDenied(verdict.reason)
    raise Http404


def gatherings_for(
    user: User | AnonymousUser, day: date | None = None
) -> QuerySet[Gathering]:
    """Return the gatherings the user may open on a day (or today), newest first."""
    person_id = user.person_id if isinstance(user, User) else None
    return gatherings_of(person_id, day or clock.today())


def _uploads() -> QuerySet[PaperUpload]:
    return PaperUpload.objects.select_related(
        "item__gathering", "paper", "version", "uploaded_by"
    )


def _items() -> QuerySet[Item]:
    return Item.objects.select_related(
        "gathering", "lead", "reference_committee", "continues__gathering"
    )


def _hidden_unless(user: Any, verb: str, obj: object) -> None:
    if not door.may(user, verb, obj):
        raise Http404


def _refused_unless(user: Any, verb: str, obj: object) -> None:
    verdict = door.may(user, verb, obj)
    if not verdict:
        raise PermissionDenied(verdict.reason)
