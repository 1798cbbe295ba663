"""What the pages about one conflict share: which may be known, whose word is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404

from conflicts.enums import SourceKind
from meetings.enums import ConflictState
from meetings.facts.conflicts import conflicts_of, rulers_of
from meetings.facts.footing import footing_of
from meetings.policies.gatherings import readable_items
from meetings.rules.reading import judge_title
from people import door
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from meetings.facts.conflicts import PersonOnItem
    from meetings.forms.conflicts import RulingForm
    from meetings.models import ConflictRow, Gathering
    from people.requests import UserRequest


def conflicts_known_to(
    request: UserRequest, gathering: Gathering
) -> list[PersonOnItem]:
    """Return the conflicts on items of which the reader may know.

    What the guardian advises on them goes with the item's papers.
    """
    readable = readable_items(request.user, gathering)
    known = [
        one for one in conflicts_of(gathering) if judge_title(readable[one.item.pk])
    ]
    for one in known:
        is_own = one.person.pk == request.user.person_id
        one.shows_advice = bool(readable[one.item.pk]) and not is_own
    return known


def conflict_or_404(
    known: Iterable[PersonOnItem], item_pk: int, person_pk: int
) -> PersonOnItem:
    """Return the conflict of one person (id) on one item (id), among those known."""
    for one in known:
        if (one.item.pk, one.person.pk) == (item_pk, person_pk):
            return one
    raise Http404


def mine_or_403(
    request: UserRequest, conflict: PersonOnItem, action: str
) -> list[ConflictRow]:
    """Return the rows on which the door lets the reader act, those that have not lapsed.

    Raises:
      PermissionDenied: there is none.
    """
    verdicts = {row: door.may(request.user, action, row) for row in conflict.rows}
    mine = [
        row
        for row, verdict in verdicts.items()
        if verdict and row.state != ConflictState.LAPSED
    ]
    if mine:
        return mine
    refused = next((one.reason for one in verdicts.values() if not one), "")
    raise PermissionDenied(refused or "This conflict has lapsed.")


def enterable_by(
    request: UserRequest, rows: Sequence[ConflictRow]
) -> list[ConflictRow]:
    """Return the rows on which the reader may enter a ruling, in eight queries.

    Their own ruling, where the terms make them the one who rules; or what another
    ruled, where they keep the record. `rows` are of one gathering.
    """
    if not rows:
        return []
    footing = footing_of(request.user.person_id, rows[0].sitting.gathering)
    as_chair = [row for row in rows if row.sitting_id in footing.chairs - footing.keeps]
    rulers = rulers_of(as_chair)
    return [
        row
        for row in rows
        if row.sitting_id in footing.keeps
        or request.user.person in rulers.get(row.pk, ())
    ]


def rulable_or_403(request: UserRequest, conflict: PersonOnItem) -> list[ConflictRow]:
    """Return the rows of one conflict on which the reader may enter a ruling.

    Raises:
      PermissionDenied: there is none.
    """
    mine = mine_or_403(request, conflict, "treat")
    if found := enterable_by(request, mine):
        return found
    named = dict.fromkeys(str(one) for each in rulers_of(mine).values() for one in each)
    raise PermissionDenied(
        "By the terms of reference you do not rule on this conflict. That is for "
        f"{' or '.join(named) or 'another chair'}."
    )


def whose_word(form: RulingForm) -> dict[str, Any]:
    """Return whose word it is, how it came and when, as the actions take it."""
    ruler = form.cleaned_data.get("ruled_by")
    return {
        "ruled_by": Person.objects.get(pk=ruler) if ruler else None,
        "source": SourceKind(form.cleaned_data.get("source") or SourceKind.SELF),
        "ruled_on": form.cleaned_data.get("ruled_on"),
    }
