"""What needs one person now: the first screen after signing in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q
from django.urls import reverse

from commissioning.enums import PostRole
from commissioning.models import Post
from committees.enums import SeatRole
from committees.models import Appointment
from conflicts.models import Breach
from core.web.dates import long_date
from core.web.tables import TaskRow
from decisions.models import Action
from desk.facts.declarations import TO_DO, own_declaration, rounds_kept
from desk.facts.invitations import asked_of_the_invited
from desk.facts.minutes import minutes_to_do
from desk.facts.papers import papers_to_hand_in
from desk.facts.returns import returns_to_record
from desk.facts.spoken import own_words_to_confirm, spoken_in_rooms
from meetings.enums import GatheringState
from meetings.facts.footing import gatherings_of
from meetings.models import ConflictRow, Gathering, Sitting
from notices.enums import Status
from notices.models import Letter
from packs.facts.readings import opened_by
from packs.models import Pack, PackCopy, PackState
from people import door


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date

    from people.models import User

# How long a meeting that was not closed stays on the first screen.
LOOK_BACK = timedelta(days=60)
MOST_ACTIONS = 10
MOST_MEETINGS = 5
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


@dataclass(frozen=True, slots=True)
class _Footing:
    """The open meetings somebody comes to, and where they keep the record."""

    gatherings: list[Gathering]
    kept: frozenset[int]
    kept_sittings: frozenset[int]

    @property
    def in_their_keeping(self) -> list[Gathering]:
        """Return the meetings whose record is theirs to keep, in order."""
        return [one for one in self.gatherings if one.pk in self.kept]


def desk_of(user: User, day: date) -> Desk:
    """Return what needs a person on `day`, in a constant number of queries."""
    person_id = user.person_id
    if person_id is None:
        return Desk([], [])
    footing = _footing(person_id, day)
    packs = list(Pack.objects.filter(gathering__in=footing.kept).order_by("edition"))
    tasks = [
        *_rulings(person_id, day, footing),
        *_actions(person_id, day),
        *_packs_to_read(user, day),
        *asked_of_the_invited(person_id, day),
        *papers_to_hand_in(person_id, day),
        *own_words_to_confirm(person_id),
        *own_declaration(person_id, day),
        *rounds_kept(person_id, day),
        *spoken_in_rooms(person_id, day),
        *returns_to_record(person_id, day),
        *_agendas(footing, day),
        *_packs(footing, packs, day),
        *minutes_to_do(person_id),
        *_stuck_letters(user, packs),
        *_breaches(person_id, day),
    ]
    coming = [one for one in footing.gatherings if one.held_on >= day]
    return Desk(tasks, coming[:MOST_MEETINGS])


def _footing(person_id: int, day: date) -> _Footing:
    """Return the open meetings of a person and which they keep, in two queries."""
    gatherings = list(
        gatherings_of(person_id, day)
        .filter(state__in=OPEN_STATES, held_on__gte=day - LOOK_BACK)
        .order_by("held_on", "pk")
    )
    posts = Post.objects.held_on(day).filter(person=person_id, role=PostRole.OFFICER)
    rows = Sitting.objects.filter(
        gathering__in=gatherings,
        committee__organisations__in=posts.values("organisation"),
    )
    kept = dict(rows.values_list("pk", "gathering_id"))
    return _Footing(gatherings, frozenset(kept.values()), frozenset(kept))


def _rulings(person_id: int, day: date, footing: _Footing) -> Iterator[TaskRow]:
    """Tell the chair, the officer who chases the chair, and the vice for the chair.

    One person's conflict with one item is one, however many committees it is for.
    """
    waiting: dict[int, set[tuple[int, int]]] = defaultdict(set)
    to_rule: set[int] = set()
    for row in _untreated(person_id, day, footing):
        gathering_id = row.item.gathering_id
        waiting[gathering_id].add((row.item_id, row.person_id))
        chairs = {row.sitting.chair_id, row.item.gathering.convening_chair_id}
        if person_id in chairs or row.sitting_id not in footing.kept_sittings:
            to_rule.add(gathering_id)
    for gathering in footing.gatherings:
        if number := len(waiting[gathering.pk]):
            is_chair = gathering.pk in to_rule
            yield TaskRow(
                title=_rulings_title(number, is_chair=is_chair),
                url=reverse("meetings:conflicts", args=[gathering.pk]),
                hint=_when(gathering),
                status=TO_DO if is_chair else "Waiting",
                colour="orange",
            )


def _untreated(person_id: int, day: date, footing: _Footing) -> Iterable[ConflictRow]:
    """Return the rows somebody rules on, or keeps; never those about themself."""
    vice = Appointment.objects.held_on(day).filter(
        person=person_id, seat__terms__roles__contains=[SeatRole.VICE_CHAIR]
    )
    return (
        ConflictRow.objects.untreated()
        .filter(item__gathering__in=footing.gatherings, item__is_withdrawn=False)
        .exclude(person=person_id)
        .filter(
            Q(sitting__chair=person_id)
            | Q(item__gathering__convening_chair=person_id)
            | Q(sitting__in=footing.kept_sittings)
            | Q(
                sitting__committee__in=vice.order_by().values("seat__committee"),
                person=F("sitting__chair"),
            )
        )
        .select_related("item__gathering", "sitting")
    )


def _rulings_title(number: int, *, is_chair: bool) -> str:
    many = f"{number} conflict{'' if number == 1 else 's'} of interest"
    if is_chair:
        return f"Rule on {many}"
    return f"{many} wait{'s' if number == 1 else ''} for the chair"


def _actions(person_id: int, day: date) -> Iterator[TaskRow]:
    rows = Action.objects.filter(owner=person_id, closed_at__isnull=True)
    for action in rows.order_by("due_on", "pk")[:MOST_ACTIONS]:
        is_late = action.due_on < day
        yield TaskRow(
            title=action.description,
            url=reverse("decisions:action_close", args=[action.pk]),
            hint=f"Due {long_date(action.due_on)}",
            status="Late" if is_late else TO_DO,
            colour="red" if is_late else "blue",
        )


def _packs_to_read(user: User, day: date) -> Iterator[TaskRow]:
    """List the packs of coming meetings that the person has not opened themself."""
    copies = (
        PackCopy.objects.filter(
            ~opened_by(user.person_id),
            person=user.person_id,
            pack__state=PackState.SENT,
            pack__gathering__held_on__gte=day,
            pack__gathering__state__in=OPEN_STATES,
            revoked_at__isnull=True,
        )
        .select_related("pack__gathering")
        .order_by("pack__gathering__held_on", "pk")
    )
    for copy in copies:
        yield TaskRow(
            title=f"Read your pack: {copy.pages} page{'' if copy.pages == 1 else 's'}",
            url=reverse("packs:mine", args=[copy.pack.gathering_id]),
            hint=_when(copy.pack.gathering),
            status="New",
            colour="blue",
        )


def _agendas(footing: _Footing, day: date) -> Iterator[TaskRow]:
    """List the agendas to prepare, and meetings of which nothing is on record."""
    for gathering in footing.in_their_keeping:
        if gathering.state == GatheringState.DRAFT and gathering.held_on >= day:
            yield TaskRow(
                title="Prepare the agenda and give notice",
                url=reverse("meetings:gathering", args=[gathering.pk]),
                hint=_when(gathering),
                status="Draft",
                colour="yellow",
            )
        elif _is_to_be_opened(gathering, day):
            is_today = gathering.held_on == day
            yield TaskRow(
                title="Open the room" if is_today else "Record who was there",
                url=reverse("meetings:room", args=[gathering.pk]),
                hint=_when(gathering),
                status="Today" if is_today else "Late",
                colour="blue" if is_today else "red",
            )
        elif _is_to_be_closed(gathering, day):
            yield TaskRow(
                title="Close the meeting",
                url=reverse("decisions:close", args=[gathering.pk]),
                hint=_when(gathering),
                status=TO_DO,
                colour="blue",
            )


def _is_to_be_closed(gathering: Gathering, day: date) -> bool:
    return gathering.state == GatheringState.IN_SESSION and gathering.held_on < day


def _is_to_be_opened(gathering: Gathering, day: date) -> bool:
    announced = {GatheringState.NOTICE_GIVEN, GatheringState.PACK_SENT}
    return gathering.state in announced and gathering.held_on <= day


def _packs(footing: _Footing, packs: Iterable[Pack], day: date) -> Iterator[TaskRow]:
    """List the packs to build, to mend and to send, by their newest edition."""
    newest = {pack.gathering_id: pack for pack in packs}
    for gathering in footing.in_their_keeping:
        title, status, colour = _next_of_pack(newest.get(gathering.pk), gathering, day)
        if title:
            yield TaskRow(
                title=title,
                url=reverse("packs:gathering", args=[gathering.pk]),
                hint=_when(gathering),
                status=status,
                colour=colour,
            )


def _next_of_pack(
    pack: Pack | None, gathering: Gathering, day: date
) -> tuple[str, str, str]:
    """Say what the newest edition waits for: title, state and its colour, or nothing."""
    if pack is not None and pack.state == PackState.FAILED:
        return "Mend the pack", "Failed", "red"
    if pack is not None and pack.state == PackState.BUILT:
        return "Send the pack", "Built", "green"
    is_announced = gathering.state == GatheringState.NOTICE_GIVEN
    if pack is None and is_announced and gathering.held_on > day:
        return "Build the pack", TO_DO, "blue"
    return "", "", ""


def _stuck_letters(user: User, packs: Collection[Pack]) -> Iterator[TaskRow]:
    """Say how many letters about packs did not arrive, or perhaps not."""
    if not packs:
        return
    number = Letter.objects.filter(
        status__in=[Status.FAILED, Status.UNCERTAIN],
        about__in=[f"pack:{pack.pk}" for pack in packs],
    ).aggregate(number=Count("pk"))["number"]
    if not number:
        return
    may_list = bool(door.may(user, "list", Letter))
    yield TaskRow(
        title=f"{number} letter{'' if number == 1 else 's'} may not have arrived",
        url=reverse("notices:letters") if may_list else "",
        hint="" if may_list else "Ask your administrator to look at the letters",
        status="Check",
        colour="red",
    )


def _breaches(person_id: int, day: date) -> Iterator[TaskRow]:
    """Show the guardian what may have gone wrong and is not closed."""
    posts = Post.objects.held_on(day).filter(person=person_id, role=PostRole.GUARDIAN)
    drafts = Breach.objects.filter(
        organisation__in=posts.values("organisation"), closed_at__isnull=True
    )
    for breach in drafts.order_by("-happened_on", "-pk")[:MOST_ACTIONS]:
        yield TaskRow(
            title="Look into a possible breach",
            url=_about(breach),
            hint=f"{long_date(breach.happened_on)}: {breach.nature[:120]}",
            status="Draft",
            colour="orange",
        )


def _about(breach: Breach) -> str:
    """Return the address of the decision a breach is about, or of the breach."""
    topic, _, key = breach.about.partition(":")
    if topic == "decision" and key.isdigit():
        return reverse("decisions:decision", args=[int(key)])
    return reverse("conflicts:breach", args=[breach.pk])


def _when(gathering: Gathering) -> str:
    return f"{gathering.title}, {long_date(gathering.held_on)}"
