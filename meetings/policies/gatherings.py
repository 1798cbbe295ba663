"""Who may read, edit and record gatherings, items and papers, and treat conflicts.

One query says as what a person comes to a gathering (`meetings.facts.footing`); one pure rule
(`meetings.rules.reading`) turns that into a verdict, for one item or for all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from core.verdict import YES, Verdict, no
from meetings.enums import (
    GatheringState,
    Part,
    Sensitivity,
)
from meetings.facts.footing import (
    Footing,
    footing_of,
    joined_items_at,
    own_items_at,
    own_items_in,
)
from meetings.models import ConflictRow, Gathering, Item, PaperVersion, Sitting
from meetings.policies.bodies import NOT_OFFICER, person_of
from meetings.rules.reading import (
    IN_FULL,
    ItemFacts,
    Standing,
    VersionFacts,
    Withholding,
    judge_reading,
    judge_title,
    judge_version,
)
from people import door


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from people.actors import Actor

OUTSIDER = no("outsider", "You have no part in this meeting.")
CLOSED_STATES = frozenset(
    {
        GatheringState.CANCELLED,
        GatheringState.MINUTES_APPROVED,
        GatheringState.PUBLISHED,
    }
)
# The refusals that come from a conflict of interest.
EXCLUSIONS = frozenset({"excluded", "title_withheld"})
NOT_CANCELLED = no(
    "not_cancelled", "The meeting is not cancelled: there is nothing to put back on."
)
COMING = frozenset({Standing.CHAIR, Standing.SEATED, Standing.ATTENDING})
OPEN_TO_AUTHORS = frozenset({GatheringState.DRAFT, GatheringState.NOTICE_GIVEN})


@dataclass(frozen=True, slots=True)
class ItemRights:
    """What one person may do with one item, asked once for a whole page."""

    standing: Standing
    reading: Verdict
    may_edit: bool
    may_submit: bool


def rights_on(actor: Actor, item: Item) -> ItemRights:
    """Return what somebody may do with an item, in three queries."""
    person_id = person_of(actor)
    footing = footing_of(person_id, item.gathering)
    reading = judge_items(person_id, item.gathering, [item], footing=footing)[item.pk]
    return ItemRights(
        standing=footing.standing,
        reading=reading,
        may_edit=bool(judge_editing(footing.standing, item.gathering)),
        may_submit=bool(judge_submitting(footing.standing, reading, item)),
    )


def judge_items(
    person_id: int | None,
    gathering: Gathering,
    items: Iterable[Item],
    *,
    footing: Footing | None = None,
    own: Collection[int] | None = None,
) -> dict[int, Verdict]:
    """Answer "read" for items of one gathering, by item id, in at most three queries."""
    footings = {gathering.pk: footing or footing_of(person_id, gathering)}
    return judge_agendas(person_id, {gathering: items}, footings, own=own)


def judge_agendas(
    person_id: int | None,
    agendas: Mapping[Gathering, Iterable[Item]],
    footings: Mapping[int, Footing],
    *,
    own: Collection[int] | None = None,
) -> dict[int, Verdict]:
    """Answer "read" for items of gatherings, by item id, in three queries for them all.

    `footings` are by gathering id. This is the one decision: the door's answers for a
    single item come from here.
    """
    withheld = _withheld(person_id, footings)
    if own is None:
        own = own_items_at(person_id, footings)
    joined = joined_items_at(person_id, footings)
    return {
        item.pk: judge_reading(
            footings[gathering.pk].standing,
            ItemFacts(
                Part(item.part),
                is_draft=gathering.state == GatheringState.DRAFT,
                is_own=item.pk in own,
                is_joined=item.pk in joined,
            ),
            withheld=max(
                withheld.get(item.pk, Withholding.NOTHING),
                withheld.get(item.parent_id, Withholding.NOTHING),
            ),
        )
        for gathering, items in agendas.items()
        for item in items
    }


def judge_editing(standing: Standing, gathering: Gathering) -> Verdict:
    """Say whether somebody of a standing may change an agenda, while it is open."""
    verdict = _keeps_record(standing)
    if verdict and gathering.state in CLOSED_STATES:
        return no(
            "agenda_closed",
            "The meeting was cancelled, or its minutes are approved: the agenda can no "
            "longer be changed.",
        )
    return verdict


def readable_items(user: Actor, gathering: Gathering) -> dict[int, Verdict]:
    """Answer "read" for every item of a gathering, by item id, in constant queries."""
    return judge_items(person_of(user), gathering, gathering.items.all())


def judge_papers(
    person_id: int | None,
    gathering: Gathering,
    items: Iterable[Item],
    versions: Iterable[PaperVersion],
) -> dict[int, Verdict]:
    """Answer "read" for the newest versions of papers of one gathering, by version id.

    `versions` have their `paper` loaded, and are the current ones.
    """
    footing = footing_of(person_id, gathering)
    items = list(items)
    reading = judge_items(person_id, gathering, items, footing=footing)
    withdrawn = {item.pk for item in items if item.is_withdrawn}
    return {
        version.pk: judge_version(
            footing.standing,
            reading[version.paper.item_id],
            VersionFacts(
                sensitivity=Sensitivity(version.paper.sensitivity),
                is_withdrawn=version.paper.is_withdrawn
                or version.paper.item_id in withdrawn,
            ),
        )
        for version in versions
    }


@door.answers("review_conflicts", Gathering)
def can_review_conflicts(actor: Actor, gathering: Gathering) -> Verdict:
    """Say who sees the conflicts of an agenda: chairs, officers, guardian, auditor."""
    return judge_review(footing_of(person_of(actor), gathering).standing)


def judge_review(standing: Standing) -> Verdict:
    """Say whether somebody of a standing sees the conflicts of an agenda."""
    if standing in IN_FULL:
        return YES
    if standing is Standing.OUTSIDE:
        return OUTSIDER
    return no(
        "not_chair",
        "Only the chairs, the governance officers and the guardian see the conflicts "
        "of the whole agenda. Your own are on your page.",
    )


@door.answers("read", Gathering)
def can_read_gathering(actor: Actor, gathering: Gathering) -> Verdict:
    """Say who may open a gathering: whoever has any part in it, or in an item."""
    person_id = person_of(actor)
    if footing_of(person_id, gathering).standing is not Standing.OUTSIDE:
        return YES
    return YES if own_items_in(person_id, gathering) else OUTSIDER


@door.answers("edit", Gathering)
def can_edit_gathering(actor: Actor, gathering: Gathering) -> Verdict:
    """Say who may change a gathering and its agenda, while the record is open."""
    return judge_editing(footing_of(person_of(actor), gathering).standing, gathering)


@door.answers("record", Gathering)
def can_record_gathering(actor: Actor, gathering: Gathering) -> Verdict:
    """Say who keeps the record of the room: officers of any committee that sits."""
    return _keeps_record(footing_of(person_of(actor), gathering).standing)


@door.answers("restore", Gathering)
def can_restore_gathering(actor: Actor, gathering: Gathering) -> Verdict:
    """Say who puts a cancelled meeting back on: whoever keeps its record."""
    verdict = can_record_gathering(actor, gathering)
    if verdict and gathering.state != GatheringState.CANCELLED:
        return NOT_CANCELLED
    return verdict


@door.answers("watch", Gathering)
def can_watch_room(actor: Actor, gathering: Gathering) -> Verdict:
    """Say who follows the room: its record keepers, and whoever chairs a committee."""
    footing = footing_of(person_of(actor), gathering)
    if footing.standing is Standing.OFFICER or footing.chairs:
        return YES
    if footing.standing is Standing.OUTSIDE:
        return OUTSIDER
    return no(
        "not_presiding",
        "Only the governance officers, who keep the record, and those who chair a "
        "committee may follow the room.",
    )


@door.answers("record", Sitting)
def can_record_sitting(actor: Actor, sitting: Sitting) -> Verdict:
    """Say who records one committee's part: officers of its own organisations."""
    footing = footing_of(person_of(actor), sitting.gathering)
    if sitting.pk in footing.keeps:
        return YES
    return OUTSIDER if footing.standing is Standing.OUTSIDE else NOT_OFFICER


@door.answers("treat", ConflictRow)
def can_treat_conflict(actor: Actor, row: ConflictRow) -> Verdict:
    """Say who may treat, dismiss or lift a conflict row: never its own person.

    The committee's chair rules, unless an interest keeps the item from them as well;
    its officer records what the chair ruled elsewhere.
    """
    footing = footing_of(person_of(actor), row.sitting.gathering)
    if footing.standing is Standing.OUTSIDE:
        return OUTSIDER
    if row.person_id == person_of(actor):
        return no(
            "own_conflict",
            "Nobody rules on their own conflict: ask the vice chair, or whoever "
            "presides for the item.",
        )
    if row.sitting_id in footing.keeps:
        return YES
    if row.sitting_id in footing.chairs:
        return _unless_excluded(person_of(actor), row.item, footing)
    return no(
        "not_chair",
        f"Only the chair of {row.sitting.committee.short_name}, or its governance "
        "officer on the chair's word, may do that.",
    )


@door.answers("read", Item)
def can_read_item(actor: Actor, item: Item) -> Verdict:
    """Say who may read an item's cover sheet and papers."""
    return judge_items(person_of(actor), item.gathering, [item])[item.pk]


@door.answers("read_title", Item)
def can_read_title(actor: Actor, item: Item) -> Verdict:
    """Say who may know that an item exists and what it is called."""
    return judge_title(can_read_item(actor, item))


@door.answers("submit", Item)
def can_submit_for_item(actor: Actor, item: Item) -> Verdict:
    """Say who writes an item's cover sheet and hands in its papers.

    Officers while the record is open; whoever leads or wrote the item until the pack
    has gone out.
    """
    footing = footing_of(person_of(actor), item.gathering)
    reading = judge_items(person_of(actor), item.gathering, [item], footing=footing)
    return judge_submitting(footing.standing, reading[item.pk], item)


def judge_submitting(standing: Standing, reading: Verdict, item: Item) -> Verdict:
    """Say whether somebody of a standing, who may or may not read an item, writes it."""
    verdict = judge_editing(standing, item.gathering)
    if verdict:
        return verdict
    is_open = item.gathering.state in OPEN_TO_AUTHORS
    if reading.code == "own_item" and is_open:
        return YES
    if reading.code == "own_item":
        return no(
            "papers_closed",
            "The pack has gone out. Ask the governance officer to replace the paper.",
        )
    return verdict


@door.answers("read", PaperVersion)
def can_read_version(actor: Actor, version: PaperVersion) -> Verdict:
    """Say who may open one version of a paper."""
    item = version.paper.item
    footing = footing_of(person_of(actor), item.gathering)
    reading = judge_items(person_of(actor), item.gathering, [item], footing=footing)
    newest = version.paper.versions.order_by("-number").values_list("pk", flat=True)
    facts = VersionFacts(
        sensitivity=Sensitivity(version.paper.sensitivity),
        is_current=newest.first() == version.pk,
        is_withdrawn=version.paper.is_withdrawn or item.is_withdrawn,
    )
    return judge_version(footing.standing, reading[item.pk], facts)


def _unless_excluded(person_id: int | None, item: Item, footing: Footing) -> Verdict:
    reading = judge_items(person_id, item.gathering, [item], footing=footing)[item.pk]
    if reading or reading.code not in EXCLUSIONS:
        return YES
    return no(
        "own_conflict",
        "You have an interest in this item yourself, so you rule on nobody's: ask the "
        "vice chair, or whoever presides for the item.",
    )


def _keeps_record(standing: Standing) -> Verdict:
    if standing is Standing.OFFICER:
        return YES
    return OUTSIDER if standing is Standing.OUTSIDE else NOT_OFFICER


def _withheld(
    person_id: int | None, footings: Mapping[int, Footing]
) -> dict[int | None, Withholding]:
    """Say what conflicts keep from a person, by item id; a part goes with its item.

    What was kept from a duplicate of the person is kept from them once it is merged.
    Of who reads for a member, also what is kept from the member: neither exclusion is
    read around through the other.
    """
    if person_id is None:
        return {}
    readers = {pk: {person_id, *each.reads_for} for pk, each in footings.items()}
    people = {person for each in readers.values() for person in each}
    rows = (
        ConflictRow.objects.excluding()
        .filter(item__gathering__in=footings)
        .filter(Q(person__in=people) | Q(person__merged_into__in=people))
        .order_by()
        .values_list(
            "item_id",
            "sitting_id",
            "item__gathering_id",
            "person_id",
            "person__merged_into_id",
        )
    )
    hidden = {sitting for each in footings.values() for sitting in each.hides_titles}
    withheld: dict[int | None, Withholding] = {}
    for item_id, sitting_id, gathering_id, *whose in rows:
        if readers[gathering_id].isdisjoint(whose):
            continue
        hides = sitting_id in hidden
        level = Withholding.TITLE if hides else Withholding.CONTENTS
        withheld[item_id] = max(level, withheld.get(item_id, Withholding.NOTHING))
    return withheld
