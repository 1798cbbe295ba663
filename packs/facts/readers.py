"""Who gets a copy of a gathering's pack, and what each may read of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from meetings.enums import Part
from meetings.facts.assistants import members_read_for
from meetings.facts.invitees import coming_to
from meetings.policies.gatherings import judge_items, judge_papers
from meetings.rules.reading import judge_title
from packs.rules.plan import GIVEN, REDACTED, PaperTreatment, withheld
from packs.values import ItemId, PaperId
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from core.verdict import Verdict
    from meetings.models import Gathering, Item, PaperVersion

# The door's refusals that come from a conflict of interest.
EXCLUSIONS = frozenset({"excluded", "title_withheld"})


@dataclass(frozen=True, slots=True)
class Reader:
    """One reader of a pack: what the door gives and keeps, for every item and paper.

    `excluded` are the items (keys) that a conflict of interest keeps from them.
    """

    person: Person
    items: Mapping[ItemId, PaperTreatment]
    papers: Mapping[PaperId, PaperTreatment]
    excluded: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who gets a copy of their own; `reads_for` names members they assist."""

    person: Person
    reads_for: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return the name that stands on their pages."""
        if not self.reads_for:
            return str(self.person)
        return f"{self.person}, reading for {' and '.join(self.reads_for)}"


def recipients_of(gathering: Gathering) -> list[Recipient]:
    """Return who gets a copy: everybody who comes, then who reads for one of them.

    Each group by family name. Who comes needs no other copy, and an assistant of nobody
    who comes gets none.
    """
    coming = {person.pk: person for person in coming_to(gathering)}
    assisting = {
        assistant: [str(coming[member]) for member in coming if member in members]
        for assistant, members in members_read_for(gathering).items()
        if assistant not in coming and not members.isdisjoint(coming)
    }
    assistants = Person.objects.filter(pk__in=assisting) if assisting else ()
    return [Recipient(person) for person in coming.values()] + [
        Recipient(person, tuple(assisting[person.pk]))
        for person in sorted(assistants, key=lambda one: (one.family_name, one.pk))
    ]


def reader_of(
    person: Person,
    gathering: Gathering,
    items: Sequence[Item],
    versions: Sequence[PaperVersion],
    twins: Collection[int] = (),
) -> Reader:
    """Ask the door's own rule what one reader may have of every item and paper.

    `twins` are the versions (keys) with a redacted form that stands: it is for whoever
    reads the item, and has not the paper itself because it is for members alone.
    """
    verdicts = judge_items(person.pk, gathering, items)
    papers = judge_papers(person.pk, gathering, items, versions)
    public = _where_published(gathering)
    in_public = {item.pk for item in items if item.part == Part.ONE}
    return Reader(
        person=person,
        items={
            ItemId(pk): _treatment(
                verdict,
                hides_title=not judge_title(verdict),
                public=public if pk in in_public else "",
            )
            for pk, verdict in verdicts.items()
        },
        papers={
            # Whoever may not open a single paper of an item does not learn its name.
            PaperId(version.paper_id): REDACTED
            if papers[version.pk].code == "paper_private" and version.pk in twins
            else _treatment(papers[version.pk], hides_title=True)
            for version in versions
        },
        excluded=frozenset(
            pk for pk, verdict in verdicts.items() if verdict.code in EXCLUSIONS
        ),
    )


def _treatment(
    verdict: Verdict, *, hides_title: bool, public: str = ""
) -> PaperTreatment:
    """Withhold what the verdict refuses, saying where it can be read all the same.

    What is published stays published, whoever has an interest in it.
    """
    if verdict:
        return GIVEN
    words = f"{verdict.reason} {public}" if public else verdict.reason
    return withheld(words, hides_title=hides_title)


def _where_published(gathering: Gathering) -> str:
    """Say where anybody reads what is published; nothing where there is no such page."""
    try:
        path = reverse("publishing:gathering", args=[gathering.pk])
    except NoReverseMatch:
        return ""
    return (
        "What is published of it is on the public page of the meeting: "
        f"{settings.QUORATE_BASE_URL}{path}"
    )
