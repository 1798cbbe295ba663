"""Packs, copies and openings; gatherings that are ready for their pack."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import factory
from django.core.files.base import ContentFile
from django.db.models import Q

from committees.enums import QuorumKind
from core import clock
from meetings.actions import conflict_rows, treatments
from meetings.enums import PaperHandling, Participation
from packs.actions import building, packs
from packs.models import (
    Pack,
    PackCopy,
    PackOpening,
    PackPosting,
    PackRecall,
    PackState,
    PublicPack,
)
from people.models import Person
from tests.factories.committees import QuorumRuleFactory
from tests.factories.conflicts import AttestationFactory
from tests.factories.meetings import (
    Cast,
    CoverSheetFactory,
    GatheringFactory,
    ItemFactory,
    ItemScopeFactory,
    ItemSubjectFactory,
    PaperVersionFactory,
    gather,
)
from tests.factories.people import PersonFactory, UserFactory
from tests.fixtures.pdf_files import tagged


if TYPE_CHECKING:
    from meetings.models import ConflictRow, Item

NOTHING = {
    "items": [],
    "papers": [],
    "titles": [],
    "excluded": [],
    "withheld": [],
    "source": "",
}


class PackFactory(factory.django.DjangoModelFactory):
    """A pack that waits for the worker."""

    class Meta:
        model = Pack

    gathering = factory.SubFactory(GatheringFactory)
    edition = 1
    requested_at = factory.LazyFunction(clock.now)
    requested_by = factory.SubFactory(UserFactory, password=None)

    class Params:
        building = factory.Trait(
            state=PackState.BUILDING,
            claim=1,
            attempts=1,
            claimed_at=factory.LazyFunction(clock.now),
        )
        built = factory.Trait(
            state=PackState.BUILT, built_at=factory.LazyFunction(clock.now)
        )
        failed = factory.Trait(state=PackState.FAILED, failure="A paper is broken.")
        sent = factory.Trait(
            state=PackState.SENT,
            built_at=factory.LazyFunction(clock.now),
            sent_at=factory.LazyFunction(clock.now),
            sent_by=factory.SubFactory(UserFactory, password=None),
        )


class PackCopyFactory(factory.django.DjangoModelFactory):
    """A copy that gives nothing; its bytes are not a real PDF unless they are given."""

    class Meta:
        model = PackCopy

    class Params:
        content = b"%PDF-1.7 an invented copy"

    pack = factory.SubFactory(PackFactory, built=True)
    person = factory.SubFactory(PersonFactory)
    file = factory.LazyAttribute(lambda one: ContentFile(one.content, name="x.pdf"))
    sha256 = factory.LazyAttribute(lambda one: hashlib.sha256(one.content).hexdigest())
    size_bytes = factory.LazyAttribute(lambda one: len(one.content))
    pages = 4
    manifest = factory.LazyFunction(lambda: {"entries": []})
    contents = factory.LazyFunction(lambda: dict(NOTHING))
    built_at = factory.LazyFunction(clock.now)


class PublicPackFactory(factory.django.DjangoModelFactory):
    """A public pack that gives nothing; its bytes are not a real PDF."""

    class Meta:
        model = PublicPack

    class Params:
        content = b"%PDF-1.7 an invented public pack"

    pack = factory.SubFactory(PackFactory, sent=True)
    file = factory.LazyAttribute(lambda one: ContentFile(one.content, name="x.pdf"))
    sha256 = factory.LazyAttribute(lambda one: hashlib.sha256(one.content).hexdigest())
    size_bytes = factory.LazyAttribute(lambda one: len(one.content))
    pages = 4
    manifest = factory.LazyFunction(lambda: {"entries": []})
    items = factory.LazyFunction(list)
    versions = factory.LazyFunction(list)
    source = ""
    built_at = factory.LazyFunction(clock.now)


class PackOpeningFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PackOpening

    copy = factory.SubFactory(PackCopyFactory)
    user = factory.SubFactory(UserFactory, password=None)
    opened_at = factory.LazyFunction(clock.now)


class PackPostingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PackPosting

    copy = factory.SubFactory(PackCopyFactory)
    posted_on = factory.LazyFunction(clock.today)
    recorded_at = factory.LazyFunction(clock.now)
    recorded_by = factory.SubFactory(UserFactory, password=None)


class PackRecallFactory(factory.django.DjangoModelFactory):
    """A copy that was taken back; nobody has answered, no other is made yet."""

    class Meta:
        model = PackRecall

    copy = factory.SubFactory(PackCopyFactory)
    pages = factory.LazyFunction(lambda: [[3, 5]])
    recalled_at = factory.LazyFunction(clock.now)
    recalled_by = "Olive Officer"


def add_matter(cast: Cast, words: str, *, pages: int = 1, **fields: Any) -> Item:
    """Put a whole matter on the agenda, with a cover sheet and a real paper."""
    item: Item = ItemFactory(
        gathering=cast.gathering, title=f"Matter {words}", **fields
    )
    ItemScopeFactory(item=item, sitting=cast.sittings[0])
    ItemSubjectFactory(item=item)
    CoverSheetFactory(
        item=item,
        summary=f"Cover of {words}.",
        finance="None.",
        quality="Better.",
        equality="No change.",
        engagement="Asked.",
        risk="Low.",
    )
    PaperVersionFactory(
        is_tagged=True,
        paper__item=item,
        paper__title=f"Paper {words}",
        paper__sensitivity="private" if fields.get("private") else "public",
        content=tagged(f"Text of {words}", pages),
        pages=pages,
    )
    return item


def ready(number: int = 2) -> tuple[Cast, dict[str, Item]]:
    """Return a gathering with everything settled, and its matters by name.

    Everybody has declared, and the chair alone makes a quorum.
    """
    cast = gather(number)
    settle_people(cast)
    matters = {
        "Alpha": add_matter(cast, "Alpha", pages=2),
        "Beta": add_matter(cast, "Beta"),
        "Gamma": add_matter(cast, "Gamma", private=True),
    }
    return cast, matters


def settle_people(cast: Cast) -> None:
    """Let everybody who sits or deputises declare, and one voting member suffice."""
    for committee in cast.committees:
        QuorumRuleFactory(
            terms=committee.terms.get(), kind=QuorumKind.MIN_TOTAL, number=1
        )
    for person in Person.objects.filter(
        Q(appointments__seat__committee__in=cast.committees)
        | Q(deputyships__seat__committee__in=cast.committees)
    ).distinct():
        AttestationFactory(person=person, recorded_by=cast.officer)


def raise_conflict(cast: Cast, item: Item, person: Person) -> ConflictRow:
    """Put a conflict before the chair."""
    return conflict_rows.add_by_hand(
        item=item,
        sitting=cast.sittings[0],
        person=person,
        words="Is a partner there.",
        by=cast.officer,
    )


def keep_from(cast: Cast, item: Item, person: Person, **ruling: Any) -> ConflictRow:
    """Let the chair withhold an item's papers from somebody, or rule otherwise."""
    row = raise_conflict(cast, item, person)
    options = {
        "participation": Participation.LEAVE_ITEM,
        "papers": PaperHandling.WITHHELD,
        "reason": "Partner in the practice.",
        **ruling,
    }
    treatments.treat(rows=[row], by=cast.chair, **options)
    row.refresh_from_db()
    return row


def built(cast: Cast) -> Pack:
    """Ask for a pack and build it, as the worker does."""
    pack = packs.request(gathering=cast.gathering, by=cast.officer)
    building.build_waiting()
    pack.refresh_from_db()
    assert pack.state == PackState.BUILT, pack.failure
    return pack


def dispatched(cast: Cast) -> Pack:
    """Build a pack and send it."""
    return packs.send(pack=built(cast), by=cast.officer)


def copy_of(pack: Pack, who: Any) -> PackCopy:
    """Return the copy of a user or a person."""
    return pack.copies.get(person=getattr(who, "person", who))
