"""The public agenda of one gathering: items, papers, decisions of each committee."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from committees.rules.sentences import listed
from decisions.models import Decision
from meetings.enums import PaperAvailability, ScopeRole
from meetings.facts.agenda import numbers_of
from meetings.facts.redactions import current_twins, facts_of
from meetings.models import PaperVersion
from meetings.rules.appendices import called, letters_of
from meetings.rules.redaction import Published, published_as
from publishing.facts.releases import private_items, released_of
from publishing.models import Release
from publishing.policies import line_of
from publishing.rules.visibility import is_for_everybody


if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from meetings.models import Gathering, Item, RedactedTwin, Sitting
    from publishing.rules.releases import Released

# How a paper comes of which the public has nothing yet.
COMING = {
    PaperAvailability.VERBAL: "A verbal item, without a paper.",
    PaperAvailability.TO_FOLLOW: "The paper is to follow.",
    PaperAvailability.TABLED: "The paper is tabled at the meeting.",
}
VERBS = {
    ScopeRole.DECIDE: ("decides", "decide"),
    ScopeRole.RECOMMEND: ("recommends", "recommend"),
    ScopeRole.NOTE: ("notes", "note"),
}


@dataclass(frozen=True, slots=True)
class PublicPaper:
    """A file that anybody may open; `is_redacted`: words in it are blacked out."""

    title: str
    file: PaperVersion | RedactedTwin
    is_redacted: bool = False


@dataclass(slots=True)
class PublicItem:
    """One line of the public agenda, with nothing that is not published.

    `level` is that of its heading on the page: below a section's heading, if it has one.
    """

    item: Item
    number: str
    level: int = 3
    scope: str = ""
    papers: Sequence[PublicPaper] = ()
    coming: str = ""
    decisions: list[Decision] = field(default_factory=list)


def public_agenda(gathering: Gathering) -> list[PublicItem]:
    """Return the public part of the agenda in order, in eight queries."""
    lines = list(gathering.items.in_order().select_related("parent", "lead"))
    numbers = numbers_of(lines)
    items = _without_empty_headings(
        [item for item in lines if is_for_everybody(line_of(item))]
    )
    scopes = _scopes(gathering)
    papers = _papers(items)
    decisions = _decisions(items)
    levels = _levels(items)
    return [
        PublicItem(
            item=item,
            number=numbers.get(item.pk, ""),
            level=levels[item.pk],
            scope=scopes.get(item.pk, ""),
            papers=papers.get(item.pk, ()),
            coming=_coming(item, papers.get(item.pk, ())),
            decisions=decisions.get(item.pk, []),
        )
        for item in items
    ]


@dataclass(frozen=True, slots=True)
class ReleasedItem:
    """One matter of the private part that its committees have released.

    `reasons` are theirs, each once; `since` is the day of the last.
    """

    item: Item
    since: date
    reasons: Sequence[str]
    papers: Sequence[PublicPaper]
    decisions: Sequence[Decision]


def released_items(gathering: Gathering) -> list[ReleasedItem]:
    """Return what is out of the private part, in its order, in eight queries at most."""
    private = private_items(gathering)
    found = released_of(private)
    items = [item for item in private if item.pk in found]
    if not items:
        return []
    papers = _released_papers(items, found)
    decisions = _decisions(items)
    reasons: dict[int, list[str]] = defaultdict(list)
    rows = Release.objects.standing().filter(item__in=items).order_by("pk")
    for key, words in rows.values_list("item", "reason"):
        if words not in reasons[key]:
            reasons[key].append(words)
    return [
        ReleasedItem(
            item=item,
            since=found[item.pk].since,
            reasons=reasons[item.pk],
            papers=papers.get(item.pk, ()),
            decisions=[
                one
                for one in decisions.get(item.pk, [])
                if one.sitting_id in found[item.pk].sittings
            ],
        )
        for item in items
    ]


def _released_papers(
    items: Iterable[Item], found: Mapping[int, Released]
) -> dict[int, list[PublicPaper]]:
    """Return what is out of the papers of items, by item, in two queries."""
    newest, twins, letters = _newest(items)
    papers: dict[int, list[PublicPaper]] = defaultdict(list)
    for row in newest:
        if row.pk not in found[row.paper.item_id].versions or row.paper.is_withdrawn:
            continue
        letter, twin = letters.get(row.paper_id, ""), twins.get(row.pk)
        if not row.paper.is_redacted:
            public = PublicPaper(called(row.paper.title, letter), row)
        elif twin is not None:
            public = PublicPaper(called(twin.title, letter), twin, True)
        else:
            continue
        papers[row.paper.item_id].append(public)
    return papers


def _coming(item: Item, papers: Sequence[PublicPaper]) -> str:
    """Say how the paper comes, where there is nothing to open."""
    if papers or item.is_heading:
        return ""
    return COMING.get(PaperAvailability(item.availability), "")


def sittings_of(gathering: Gathering) -> list[Sitting]:
    """Return the sittings in their order, with committee and chair."""
    return list(gathering.sittings.select_related("committee", "chair"))


def _without_empty_headings(items: Sequence[Item]) -> list[Item]:
    """Leave out headings under which nothing public stands: they would tell of it."""
    following = [*items, None][1:]
    return [
        item
        for item, after in zip(items, following, strict=True)
        if not item.is_heading or (after is not None and not after.is_heading)
    ]


def _levels(items: Iterable[Item]) -> dict[int, int]:
    """Say by item how deep its heading stands: deeper once a section has begun."""
    levels: dict[int, int] = {}
    is_in_section = False
    for item in items:
        is_in_section = is_in_section or item.is_heading
        levels[item.pk] = 4 if is_in_section else 3
    return levels


def _scopes(gathering: Gathering) -> dict[int, str]:
    """Say by item which committee decides and which notes, where several sit."""
    sittings = list(
        gathering.sittings.select_related("committee").prefetch_related("scopes")
    )
    if len(sittings) == 1:
        return {}
    roles: dict[int, dict[ScopeRole, list[str]]] = {}
    for sitting in sittings:
        for scope in sitting.scopes.all():
            by_role = roles.setdefault(scope.item_id, defaultdict(list))
            by_role[ScopeRole(scope.role)].append(sitting.committee.short_name)
    return {
        item_id: " ".join(
            _scope_sentence(role, by_role[role], of=len(sittings))
            for role in ScopeRole
            if role in by_role
        )
        for item_id, by_role in roles.items()
    }


def _scope_sentence(role: ScopeRole, names: Sequence[str], *, of: int) -> str:
    one, many = VERBS[role]
    if len(names) == of:
        return f"All committees {many}."
    return f"{listed(names, 'and')} {many if len(names) > 1 else one}."


def _papers(items: Iterable[Item]) -> dict[int, list[PublicPaper]]:
    """Return what the public is given of the papers of items, by item, in two queries."""
    newest, twins, letters = _newest(items)
    found: dict[int, list[PublicPaper]] = defaultdict(list)
    for row in newest:
        twin = twins.get(row.pk)
        form = published_as(facts_of(row, has_twin=twin is not None))
        if form is Published.FULL:
            name = called(row.paper.title, letters.get(row.paper_id, ""))
            found[row.paper.item_id].append(PublicPaper(name, row))
        elif form is Published.REDACTED and twin is not None:
            name = called(twin.title, letters.get(row.paper_id, ""))
            found[row.paper.item_id].append(PublicPaper(name, twin, True))
    return found


def _newest(
    items: Iterable[Item],
) -> tuple[list[PaperVersion], dict[int, RedactedTwin], dict[int, str]]:
    """Return the newest versions of all papers in order, their twins and letters.

    In two queries. Of all papers: an appendix has the letter that everybody else reads
    on it.
    """
    newest: dict[int, PaperVersion] = {}
    rows = PaperVersion.objects.filter(paper__item__in=list(items))
    rows = rows.select_related("paper")
    for row in rows.order_by("paper__position", "paper_id", "number"):
        newest[row.paper_id] = row
    found = list(newest.values())
    return found, current_twins(found), _letters(found)


def _letters(versions: Iterable[PaperVersion]) -> dict[int, str]:
    """Return the letters of appendices by paper; `versions` are in their order."""
    by_item: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for one in versions:
        by_item[one.paper.item_id].append((one.paper_id, one.paper.is_appendix))
    return {
        key: letter
        for papers in by_item.values()
        for key, letter in letters_of(papers).items()
    }


def _decisions(items: Iterable[Item]) -> dict[int, list[Decision]]:
    found: dict[int, list[Decision]] = defaultdict(list)
    rows = (
        Decision.objects.current()
        .filter(item__in=list(items))
        .select_related("committee", "quorum_check")
        .order_by("sitting__position")
    )
    for row in rows:
        found[row.item_id].append(row)
    return found
