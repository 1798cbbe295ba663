"""What needs one person now: the first screen after signing in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.urls import reverse

from commissioning.enums import PostRole
from commissioning.models import Post
from conflicts.models import Breach, Interest
from core.web.dates import long_date
from core.web.tables import TaskRow
from decisions.models import Action
from meetings.enums import GatheringState
from meetings.footing import gatherings_of
from meetings.models import ConflictRow, Gathering, Sitting
from notices.enums import Status
from notices.models import Letter
from packs.models import Pack, PackCopy, PackState


if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from people.models import User

# How long an interest may go without being confirmed (domain.md 5.6: yearly).
CONFIRM_AFTER = timedelta(days=365)
OPEN_STATES = [
    GatheringState.DRAFT,
    GatheringState.NOTICE_GIVEN,
    GatheringState.PACK_SENT,
    GatheringState.IN_SESSION,
]


@dataclass(frozen=True, slots=True)
class Desk:
    """What the first screen shows: tasks first, then the next meetings."""

    tasks: list[TaskRow]
    meetings: list[Gathering]


def desk_of(user: User, day: date) -> Desk:
    """Return what needs a person on `day`, in a constant number of queries."""
    person_id = user.person_id
    if person_id is None:
        return Desk([], [])
    gatherings = list(
        gatherings_of(person_id, day)
        .filter(state__in=OPEN_STATES, held_on__gte=day - timedelta(days=60))
        .order_by("held_on")[:20]
    )
    kept = _kept(person_id, day, gatherings)
    tasks = [
        *_rulings(person_id, gatherings, kept),
        *_actions(person_id, day),
        *_packs_to_read(person_id),
        *_declaration(person_id, day),
        *_agendas(gatherings, kept),
        *_stuck_packs(kept),
        *_stuck_letters(person_id, day, kept),
        *_breaches(person_id, day),
    ]
    return Desk(tasks, [one for one in gatherings if one.held_on >= day][:5])


def _kept(person_id: int, day: date, gatherings: list[Gathering]) -> set[int]:
    """Return the gatherings (keys) of which the person is an officer."""
    posts = Post.objects.held_on(day).filter(person=person_id, role=PostRole.OFFICER)
    sittings = Sitting.objects.filter(
        gathering__in=gatherings,
        committee__organisations__in=posts.values("organisation"),
    )
    return set(sittings.values_list("gathering_id", flat=True))


def _rulings(
    person_id: int, gatherings: list[Gathering], kept: set[int]
) -> Iterator[TaskRow]:
    rows = (
        ConflictRow.objects.untreated()
        .filter(item__gathering__in=gatherings, item__is_withdrawn=False)
        .filter(
            Q(sitting__chair=person_id)
            | Q(item__gathering__convening_chair=person_id)
            | Q(item__gathering__in=kept)
        )
        .values("item__gathering", "item__gathering__title")
        .annotate(number=Count("pk"))
        .order_by("item__gathering__held_on")
    )
    for row in rows:
        number = row["number"]
        yield TaskRow(
            title=f"Rule on {number} conflict{'s' if number > 1 else ''} of interest",
            url=reverse("meetings:conflicts", args=[row["item__gathering"]]),
            hint=row["item__gathering__title"],
            status="Waiting",
            colour="orange",
        )


def _actions(person_id: int, day: date) -> Iterator[TaskRow]:
    for action in Action.objects.filter(owner=person_id, closed_at__isnull=True)[:10]:
        is_late = action.due_on < day
        yield TaskRow(
            title=action.description,
            url=reverse("decisions:action_close", args=[action.pk]),
            hint=f"Due {long_date(action.due_on)}",
            status="Late" if is_late else "To do",
            colour="red" if is_late else "blue",
        )


def _packs_to_read(person_id: int) -> Iterator[TaskRow]:
    copies = PackCopy.objects.filter(
        person=person_id,
        pack__state=PackState.SENT,
        revoked_at__isnull=True,
        openings__isnull=True,
    ).select_related("pack__gathering")
    for copy in copies:
        gathering = copy.pack.gathering
        yield TaskRow(
            title=f"Read your pack: {copy.pages} pages",
            url=reverse("packs:mine", args=[gathering.pk]),
            hint=f"{gathering.title}, {long_date(gathering.held_on)}",
            status="New",
            colour="blue",
        )


def _declaration(person_id: int, day: date) -> Iterator[TaskRow]:
    latest = (
        Interest.objects.filter(person=person_id)
        .order_by("-declared_on")
        .values_list("declared_on", flat=True)
        .first()
    )
    if latest is None or latest < day - CONFIRM_AFTER:
        words = "You have declared none yet"
        if latest is not None:
            words = f"Last declared {long_date(latest)}"
        yield TaskRow(
            title="Declare your interests",
            url=reverse("conflicts:my_interests"),
            hint=words,
            status="To do",
            colour="blue",
        )


def _agendas(gatherings: list[Gathering], kept: set[int]) -> Iterator[TaskRow]:
    for gathering in gatherings:
        if gathering.pk in kept and gathering.state == GatheringState.DRAFT:
            yield TaskRow(
                title="Prepare the agenda and give notice",
                url=reverse("meetings:gathering", args=[gathering.pk]),
                hint=f"{gathering.title}, {long_date(gathering.held_on)}",
                status="Draft",
                colour="yellow",
            )


def _stuck_packs(kept: set[int]) -> Iterator[TaskRow]:
    stuck = Pack.objects.filter(
        gathering__in=kept, state__in=[PackState.FAILED, PackState.BUILT]
    ).select_related("gathering")
    for pack in stuck:
        has_failed = pack.state == PackState.FAILED
        yield TaskRow(
            title="Mend the pack" if has_failed else "Send the pack",
            url=reverse("packs:gathering", args=[pack.gathering_id]),
            hint=pack.gathering.title,
            status="Failed" if has_failed else "Built",
            colour="red" if has_failed else "green",
        )


def _stuck_letters(person_id: int, day: date, kept: set[int]) -> Iterator[TaskRow]:
    if not kept:
        return
    packs = Pack.objects.filter(gathering__in=kept).values_list("pk", flat=True)
    number = Letter.objects.filter(
        status__in=[Status.FAILED, Status.UNCERTAIN],
        about__in=[f"pack:{pk}" for pk in packs],
    ).count()
    if number:
        yield TaskRow(
            title=f"{number} letter{'s' if number > 1 else ''} may not have arrived",
            url=reverse("notices:letters"),
            status="Check",
            colour="red",
        )


def _breaches(person_id: int, day: date) -> Iterator[TaskRow]:
    posts = Post.objects.held_on(day).filter(person=person_id, role=PostRole.GUARDIAN)
    drafts = Breach.objects.filter(
        organisation__in=posts.values("organisation"), closed_at__isnull=True
    )
    for breach in drafts[:10]:
        yield TaskRow(
            title="Look into a possible breach",
            hint=f"{long_date(breach.happened_on)}: {breach.nature[:120]}",
            status="Draft",
            colour="orange",
        )
