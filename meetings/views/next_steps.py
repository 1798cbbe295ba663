"""What an officer does next about a meeting, and what is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from core.web.tables import TaskRow
from meetings.enums import GatheringState, PaperAvailability, Part
from meetings.models import ConflictRow
from meetings.views.shown import url_or_nothing


if TYPE_CHECKING:
    from meetings.facts.page import Agenda, AgendaLine

TO_DO, NOT_YET, DONE = "To do", "Later", "Done"


def steps_for(agenda: Agenda) -> list[TaskRow]:
    """List the steps from the empty agenda to the room, the first ones first."""
    pk = agenda.gathering.pk
    state = GatheringState(agenda.gathering.state)
    if state not in _STEPS_BY_STATE:
        return _after_opening(agenda, state)
    matters = agenda.matters
    steps = [_matters(agenda, matters), _scope(pk, matters), _papers(matters)]
    if grounds := [line for line in matters if _lacks_ground(line)]:
        url = reverse("meetings:item_edit", args=[grounds[0].item.pk])
        steps.append(_step("Say why the public is excluded", url, waiting=len(grounds)))
    steps += [_subjects(agenda), *_conflicts(agenda), _notice(agenda)]
    is_announced = state is not GatheringState.DRAFT
    checks = reverse("meetings:preflight", args=[pk])
    steps.append(_step("Look at the checks before the pack goes out", checks))
    if packs := url_or_nothing("packs:gathering", pk):
        steps.append(_later("Build and send the pack", packs, is_open=is_announced))
    room = url_or_nothing("meetings:room", pk)
    steps.append(_later("Open the room on the day", room, is_open=is_announced))
    return steps


_STEPS_BY_STATE = frozenset(
    {GatheringState.DRAFT, GatheringState.NOTICE_GIVEN, GatheringState.PACK_SENT}
)

_BEFORE_MINUTES = _STEPS_BY_STATE | {GatheringState.CANCELLED}


def _after_opening(agenda: Agenda, state: GatheringState) -> list[TaskRow]:
    """List what follows once the room was opened: to close it, then its minutes."""
    pk = agenda.gathering.pk
    room = _step("Attendance and decisions", reverse("meetings:room", args=[pk]))
    if state is GatheringState.IN_SESSION:
        close = url_or_nothing("decisions:close", pk)
        return [room, TaskRow("Close the meeting", close, "", TO_DO, "blue")]
    has_draft = state is GatheringState.MINUTES_DRAFT
    title = "Have the minutes approved" if has_draft else "Write out the minutes"
    minutes = [
        TaskRow(f"{title}: {part.label.lower()}", url, "", TO_DO, "blue")
        for part, url in minutes_of(agenda)
    ]
    reopen = url_or_nothing("decisions:reopen", pk)
    again = [] if has_draft else [_step("Open the meeting again", reopen)]
    return [room, *minutes, *again]


def minutes_of(agenda: Agenda) -> list[tuple[Part, str]]:
    """Return where the minutes of each part are that a reader has an item in."""
    if GatheringState(agenda.gathering.state) in _BEFORE_MINUTES:
        return []
    return [
        (part, url_or_nothing("decisions:minutes", agenda.gathering.pk, part))
        for part in Part
        if any(line.reading for line in agenda.matters if line.item.part == part)
    ]


def _matters(agenda: Agenda, matters: list[AgendaLine]) -> TaskRow:
    url = reverse("meetings:item_add", args=[agenda.gathering.pk])
    hint = f"{len(matters)} so far" if matters else "None yet"
    if agenda.minutes_over:
        hint += f"; the plan runs {agenda.minutes_over} minutes past the end"
    return TaskRow("Add items", url, hint, *_status(0 if matters else 1))


def _scope(pk: int, matters: list[AgendaLine]) -> TaskRow:
    waiting = sum(not any(line.roles) for line in matters)
    url = reverse("meetings:scope_grid", args=[pk])
    hint = _count(waiting, "item is", "items are", "in no committee's scope")
    return TaskRow(
        "Say which committees take which items", url, hint, *_status(waiting)
    )


def _papers(matters: list[AgendaLine]) -> TaskRow:
    waiting = [
        line
        for line in matters
        if line.item.availability == PaperAvailability.ATTACHED and not line.papers
    ]
    url = reverse("meetings:paper_add", args=[waiting[0].item.pk]) if waiting else ""
    hint = _count(
        len(waiting), "item says", "items say", "a paper is attached: none is"
    )
    return TaskRow("Hand in the papers", url, hint, *_status(len(waiting)))


def _subjects(agenda: Agenda) -> TaskRow:
    items = agenda.gathering.items.matters().in_order().filter(is_withdrawn=False)
    waiting = list(items.filter(subjects=None).values_list("pk", flat=True))
    url = reverse("meetings:subjects", args=[waiting[0]]) if waiting else ""
    hint = _count(
        len(waiting),
        "item names",
        "items name",
        "no organisation: fine if none is touched",
    )
    status, colour = ("Check", "yellow") if waiting else (DONE, "")
    return TaskRow("Name the organisations that items touch", url, hint, status, colour)


def _conflicts(agenda: Agenda) -> list[TaskRow]:
    """Return the step to the conflicts; none where nothing was found."""
    gathering = agenda.gathering
    found = ConflictRow.objects.filter(
        item__gathering=gathering, item__is_withdrawn=False
    )
    # One person's conflict with one item is one, however many committees it is for.
    untreated = found.untreated().order_by().values("item", "person")
    waiting = untreated.distinct().count()
    if not waiting and not found.exists():
        return []
    url = url_or_nothing("meetings:conflicts", gathering.pk)
    hint = _count(waiting, "conflict waits", "conflicts wait", "for the chair’s ruling")
    return [TaskRow("Conflicts of interest", url, hint, *_status(waiting))]


def _notice(agenda: Agenda) -> TaskRow:
    if agenda.gathering.state != GatheringState.DRAFT:
        return TaskRow("Give notice", status=DONE)
    url = reverse("meetings:give_notice", args=[agenda.gathering.pk])
    return _step("Give notice", url, waiting=1)


def _lacks_ground(line: AgendaLine) -> bool:
    return line.item.part == Part.TWO and not line.item.private_ground.strip()


def _step(title: str, url: str, *, waiting: int = 0) -> TaskRow:
    status, colour = _status(waiting)
    return TaskRow(title, url, "", status if waiting else "", colour)


def _later(title: str, url: str, *, is_open: bool) -> TaskRow:
    if is_open and url:
        return TaskRow(title, url, "", TO_DO, "blue")
    return TaskRow(title, "", "After notice has been given", NOT_YET)


def _status(waiting: int) -> tuple[str, str]:
    return (TO_DO, "blue") if waiting else (DONE, "")


def _count(number: int, one: str, many: str, rest: str) -> str:
    if not number:
        return ""
    return f"{number} {one if number == 1 else many} {rest}"
