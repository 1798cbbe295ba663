"""What has changed since copies were built: for the door, the sender and the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from meetings.facts.exclusions import excluded_by_person
from meetings.facts.redactions import shut_twins
from meetings.models import Item
from meetings.policies.gatherings import judge_items, judge_papers
from meetings.rules.reading import judge_title
from packs.facts.contents import read_contents
from packs.facts.editions import agenda_of, current_versions
from packs.facts.readers import recipients_of
from packs.facts.scripts import chaired_by
from packs.models import PackRecall


if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from meetings.models import Gathering, PaperVersion
    from packs.facts.contents import Contents
    from packs.models import Pack, PackCopy
    from people.models import Person

GIVES_TOO_MUCH = (
    "It gives what is withheld from the reader now, so it cannot be opened any more."
)
GIVES_TOO_LITTLE = "It goes without what the reader may have now."
NOT_THE_CHAIR = (
    "Its script is for the chair of before, so it cannot be opened any more."
)
WITHOUT_SCRIPT = "It goes without the script for the chair."
NOT_COMING = "The reader is not coming any more."
URGENT = frozenset({GIVES_TOO_MUCH, GIVES_TOO_LITTLE, NOT_THE_CHAIR, WITHOUT_SCRIPT})


@dataclass(frozen=True, slots=True)
class News:
    """What makes a pack out of date: as a whole, by copy (key), and who has none."""

    is_agenda_changed: bool = False
    copies: Mapping[int, str] = field(default_factory=dict)
    without_copy: tuple[Person, ...] = ()

    @property
    def asks_for_new_edition(self) -> bool:
        """Say whether somebody would read too much, too little or something old."""
        urgent = URGENT & set(self.copies.values())
        return bool(urgent or self.is_agenda_changed or self.without_copy)


def news_of(pack: Pack, copies: Sequence[PackCopy]) -> News:
    """Compare a built pack with what holds now, in queries that do not grow with it."""
    gathering = pack.gathering
    coming = [one.person for one in recipients_of(gathering)]
    excluded = excluded_by_person(gathering)
    coming_keys = {person.pk for person in coming}
    found: dict[int, str] = {}
    current = [copy for copy in copies if copy.revoked_at is None]
    chairs = chaired_by(gathering)
    has_scripts = any(copy.contents.get("script") is not None for copy in current)
    for copy in current:
        contents = read_contents(copy.contents)
        words = _news_of_copy(contents, excluded.get(copy.person_id, set()))
        if words == "" and has_scripts:
            words = _news_of_script(contents, chairs.get(copy.person_id))
        if words == "" and copy.person_id not in coming_keys:
            words = NOT_COMING
        if words:
            found[copy.pk] = words
    # Whose copy was taken back has another soon.
    waiting = PackRecall.objects.filter(
        copy__in=[copy.pk for copy in copies if copy.revoked_at is not None],
        replacement__isnull=True,
        failure="",
    )
    having = {copy.person_id for copy in current}
    having.update(waiting.values_list("copy__person", flat=True))
    return News(
        is_agenda_changed=agenda_of(gathering).sha256 != pack.edition_sha256,
        copies=found,
        without_copy=tuple(person for person in coming if person.pk not in having),
    )


def leaking(copies: Iterable[PackCopy], gathering: Gathering) -> list[PackCopy]:
    """Return the copies that give their readers what the door keeps from them now.

    Papers that were withdrawn or replaced are old, not withheld: they do not count. A
    redacted form that was taken back, or replaced by another, showed too much.
    """
    items = list(Item.objects.matters().filter(gathering=gathering))
    versions = current_versions(items, with_withdrawn=True)
    checked = list(copies)
    shut = shut_twins(
        pk for copy in checked for pk in read_contents(copy.contents).redacted
    )
    return [
        copy
        for copy in checked
        if _leaks(copy, gathering, items, versions)
        or not shut.isdisjoint(read_contents(copy.contents).redacted)
        or _tells_another(copy, gathering)
    ]


def _news_of_copy(contents: Contents, excluded: set[int]) -> str:
    known = set(contents.excluded)
    if excluded - known:
        return GIVES_TOO_MUCH
    return GIVES_TOO_LITTLE if known - excluded else ""


def _news_of_script(contents: Contents, chairs: Sequence[int] | None) -> str:
    """Compare whose rulings a copy tells with those of which its reader is the chair."""
    told = contents.script
    if told is not None and (chairs is None or set(told) - set(chairs)):
        return NOT_THE_CHAIR
    if chairs is None or (told is not None and set(chairs) <= set(told)):
        return ""
    return WITHOUT_SCRIPT


def _tells_another(copy: PackCopy, gathering: Gathering) -> bool:
    """Say whether a copy has the script of a chair that its reader is not any more."""
    contents = read_contents(copy.contents)
    if contents.script is None:
        return False
    chairs = chaired_by(gathering).get(copy.person_id)
    return _news_of_script(contents, chairs) == NOT_THE_CHAIR


def _leaks(
    copy: PackCopy,
    gathering: Gathering,
    items: Sequence[Item],
    versions: Sequence[PaperVersion],
) -> bool:
    contents = read_contents(copy.contents)
    verdicts = judge_items(copy.person_id, gathering, items)
    papers = judge_papers(copy.person_id, gathering, items, versions)
    named = {pk for pk, verdict in verdicts.items() if judge_title(verdict)}
    open_items = {pk for pk, verdict in verdicts.items() if verdict}
    open_papers = {
        version.paper_id
        for version in versions
        if papers[version.pk] or papers[version.pk].code == "paper_withdrawn"
    }
    # What is not on this agenda any more is judged elsewhere: it is not given here.
    return not (
        set(contents.titles) <= named
        and set(contents.items) <= open_items
        and set(contents.papers) <= open_papers
    )
