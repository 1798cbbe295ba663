"""What the pages of the agenda share: stale forms, choices of people, links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import NoReverseMatch, reverse

from core.errors import StaleEdit
from core.web.tables import Column, Table
from meetings.enums import GatheringState
from meetings.models import Gathering
from people import door
from people.models import Person


if TYPE_CHECKING:
    from django import forms
    from django.http import QueryDict

    from people.models import User

STATE_COLOURS = {
    GatheringState.DRAFT: "grey",
    GatheringState.IN_SESSION: "orange",
    GatheringState.PUBLISHED: "green",
    GatheringState.CANCELLED: "red",
}


def both_versions(stale: StaleEdit) -> Table:
    """Return what is saved now beside what was typed, where they differ."""
    names = dict.fromkeys([*stale.current, *stale.submitted])
    return Table(
        caption="Both versions",
        columns=[Column("What"), Column("Saved now"), Column("What you typed")],
        rows=[
            [name, stale.current.get(name, ""), stale.submitted.get(name, "")]
            for name in names
            if stale.current.get(name, "") != stale.submitted.get(name, "")
        ],
        first_is_heading=True,
        empty="What you typed is the same as what is saved now.",
    )


def with_stamp(typed: QueryDict, stamp: str) -> QueryDict:
    """Return what was typed, under the stamp of what is saved now.

    Sent once more, it replaces what its reader has now seen.
    """
    renewed = typed.copy()
    renewed["seen"] = stamp
    return renewed


def seen_by(form: forms.Form) -> str | None:
    """Return the stamp a form came with, or None where it carried none."""
    return form.cleaned_data.get("seen") or None


def people_of(gathering: Gathering, *also: Person | None) -> dict[int, Person]:
    """Return who may lead or write an item of a gathering, by person id.

    Holders of seats, posts and places in its committees, and whoever is named already.
    """
    committees = list(gathering.sittings.values_list("committee", flat=True))
    found = (
        Person.objects.current()
        .filter(
            Q(appointments__seat__committee__in=committees)
            | Q(deputyships__seat__committee__in=committees)
            | Q(posts__organisation__committees__in=committees)
            | Q(attendances__sitting__gathering=gathering)
        )
        .distinct()
    )
    people = {person.pk: person for person in found}
    return people | {person.pk: person for person in also if person is not None}


def url_or_nothing(name: str, *args: Any) -> str:
    """Return the address of a page of an upper room, or "" where it has none yet."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def plan_url_for(user: User) -> str:
    """Return where those who review conflicts look ahead, or "" for anybody else."""
    if not door.may(user, "look_ahead", Gathering):
        return ""
    return url_or_nothing("decisions:forward_plan")
