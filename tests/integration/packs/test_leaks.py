"""What is withheld is nowhere: no address, file or letter says a word of it.

Papers carry a word in every place a PDF has, and go the whole way: handed in, sent,
taken back by a ruling, sent again with a later version. Then each reader opens every
address of the site that is about the meeting, and all that the pages link to, and reads
what came by mail. Everything is unpacked before it is searched.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from html import unescape
from typing import Any, NamedTuple

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from committees.enums import WithholdingPolicy
from committees.models import TermsOfReference
from core import clock
from meetings import uploads
from meetings.actions import conflict_rows, papers, treatments
from meetings.enums import PaperHandling, Participation, Sensitivity
from meetings.models import CoverSheet, PaperVersion
from notices.actions import dispatch
from notices.models import Letter
from packs.actions import building, packs, recalls
from packs.actions.replacing import replace_waiting
from packs.models import PackCopy, PackRecall
from tests.architecture.sweep.table import read_table
from tests.architecture.sweep.visits import Visitors
from tests.factories.committees import holder_of
from tests.factories.meetings import ItemScopeFactory
from tests.factories.packs import add_matter, copy_of, dispatched, keep_from, ready
from tests.factories.people import UserFactory
from tests.fixtures.laden_pdf import OF_ITS_MAKING, SHOWN, laden
from tests.fixtures.searching import everything_in


pytestmark = pytest.mark.django_db

# Part 2; withheld from the GP, the contents and the title too; for members alone.
PRIVATE, WITHHELD, HIDDEN, MEMBERS = "Quillon", "Jabiru", "Zephyr", "Wyvern"
FORBIDDEN = {
    "excluded": (WITHHELD, HIDDEN),
    "observer": (PRIVATE, MEMBERS),
    "outsider": (PRIVATE, WITHHELD, HIDDEN, MEMBERS),
    "public": (PRIVATE, MEMBERS),
    "chair": (),
}
LINK = re.compile(r'(?:href|src|action)="(/[^"#]*)"')
# The public site shows a paper of part 1 to anybody, whoever may not have it in a pack.
OPEN_TO_ALL = {"publishing", "static"}
# Rooms whose pages may tell of a meeting; their links are followed.
ABOUT_MEETINGS = {"meetings", "packs", "decisions", "notices", "publishing"}


class Scene(NamedTuple):
    """The meeting, who reads, and the rows that addresses are about."""

    cast: Any
    users: dict[str, Any]
    rows: dict[str, list[Any]]
    packs: list[Any]


def hand_in(cast, item, stem, *, sensitivity=Sensitivity.PUBLIC, title="Case"):
    """Hand in a paper as an officer does, with words in all its places."""
    sent = SimpleUploadedFile(f"{stem}file.pdf", laden(stem, 2))
    with uploads.checked(sent) as upload:
        return papers.add(
            item=item,
            title=title,
            upload=upload,
            by=cast.officer,
            sensitivity=sensitivity,
        )


def replace(cast, version, stem):
    sent = SimpleUploadedFile(f"{stem}file.pdf", laden(stem, 1))
    with uploads.checked(sent) as upload:
        return papers.replace(paper=version.paper, upload=upload, by=cast.officer)


def supplemented(cast):
    pack = packs.request_supplement(gathering=cast.gathering, by=cast.officer)
    building.build_waiting()
    pack.refresh_from_db()
    return packs.send(pack=pack, by=cast.officer)


def keep_title_from(cast, item, person):
    """Let the second committee, which hides titles, keep an item from somebody."""
    row = conflict_rows.add_by_hand(
        item=item,
        sitting=cast.sittings[1],
        person=person,
        words="Is a partner there.",
        by=cast.officer,
    )
    chair = holder_of(cast.committees[1], "Lay chair")
    treatments.treat(
        rows=[row],
        by=UserFactory(person=chair),
        participation=Participation.LEAVE_ITEM,
        papers=PaperHandling.WITHHELD,
        reason="Partner in the practice.",
    )


def matters_of(cast, matters):
    """Put the laden papers on the agenda; return their items and versions by word."""
    known = add_matter(cast, "Known")
    CoverSheet.objects.filter(item=known).update(summary=f"{WITHHELD}cover")
    items = {
        MEMBERS: matters["Alpha"],
        WITHHELD: known,
        PRIVATE: add_matter(cast, PRIVATE, private=True),
        HIDDEN: add_matter(cast, HIDDEN),
    }
    ItemScopeFactory(item=items[HIDDEN], sitting=cast.sittings[1])
    private = {PRIVATE, MEMBERS}
    versions = {
        stem: hand_in(
            cast,
            item,
            stem,
            sensitivity=Sensitivity.PRIVATE if stem in private else Sensitivity.PUBLIC,
            title="Case" if stem == WITHHELD else f"{stem}title",
        )
        for stem, item in items.items()
    }
    return items, versions


@pytest.fixture
def scene():
    """A pack that gave everything, was taken back from the GP, and has a supplement."""
    cast, matters = ready()
    items, versions = matters_of(cast, matters)
    TermsOfReference.objects.filter(committee=cast.committees[1]).update(
        withholding_policy=WithholdingPolicy.HIDE_TITLE
    )
    first = dispatched(cast)
    keep_from(cast, items[WITHHELD], cast.gp_seated.person)
    keep_title_from(cast, items[HIDDEN], cast.gp_seated.person)
    recalls.recall_confirmed()
    replace_waiting()
    replace(cast, versions[WITHHELD], f"{WITHHELD}again")
    replace(cast, versions[MEMBERS], f"{MEMBERS}again")
    hand_in(cast, items[PRIVATE], f"{PRIVATE}late", sensitivity=Sensitivity.PRIVATE)
    hand_in(cast, items[HIDDEN], f"{HIDDEN}late", title=f"{HIDDEN}late")
    second = supplemented(cast)
    users = {
        "excluded": cast.gp_seated,
        "observer": cast.observer,
        "outsider": cast.outsider,
        "chair": cast.chair,
    }
    everyone = [*matters.values(), *items.values()]
    rows = {
        "gathering": [cast.gathering.pk],
        "item": sorted({item.pk for item in everyone}),
        "paper": sorted({v.paper_id for v in PaperVersion.objects.all()}),
        "version": [v.pk for v in PaperVersion.objects.all()],
        "copy": [copy.pk for copy in PackCopy.objects.all()],
        "pack": [first.pk, second.pk],
        "recall": [one.pk for one in PackRecall.objects.all()],
        "letter": [letter.pk for letter in Letter.objects.all()],
        "slug": [committee.slug for committee in cast.committees],
        "group": [cast.group.slug],
        "gp": [cast.gp_seated.person_id],
        "ccg": [cast.committees[0].organisations.get().pk],
    }
    return Scene(cast, users, rows, [first, second])


def addresses(rows: dict[str, list[Any]]) -> Iterator[str]:
    """Yield every address of the sweep that is about these rows, or about none."""
    for address in {(one.name, one.about) for one in read_table("gets.txt")}:
        name, about = address
        known = [rows.get(word.partition("_")[0], [word]) for word in about.split()]
        for arguments in itertools.product(*known):
            try:
                yield reverse(name, args=arguments)
            except NoReverseMatch:
                continue


def is_open_to_all(url: str) -> bool:
    try:
        return resolve(url.partition("?")[0]).namespace in OPEN_TO_ALL
    except Resolver404:
        return True


def leads_on(url: str) -> bool:
    """Say whether a link may lead to something of the meeting; registers have none."""
    try:
        space = resolve(url.partition("?")[0]).namespace
    except Resolver404:
        return False
    return space in ABOUT_MEETINGS and not url.startswith("/public/bodies/")


def everything_opened(scene: Scene, role: str) -> dict[str, str]:
    """Open every address as somebody, and what its pages lead to; return the words."""
    visitors = Visitors(scene.users)
    waiting = sorted(set(addresses(scene.rows)))
    seen: dict[str, str] = {}
    while waiting:
        url = waiting.pop(0)
        if url in seen or (role == "excluded" and is_open_to_all(url)):
            continue
        visit = visitors.visit(role, url)
        seen[url] = f"{visit.outcome}\n{visit.words}"
        if visit.outcome == "200":
            found = (unescape(one) for one in LINK.findall(visit.words))
            waiting += [one for one in found if one not in seen and leads_on(one)]
    return seen


def letters_to(user) -> str:
    """Return all that came by mail to somebody, with every attachment."""
    dispatch.send_due(now=clock.now())
    said = []
    for sent in mail.outbox:
        if user.person.email in sent.to:
            for part in sent.message().walk():
                said.append(f"{part.get_filename()} {part.get('Subject')}")
                body = part.get_payload(decode=True)
                said.append(everything_in(body) if body else "")
    return "\n".join(said)


def told(said: str, stems: tuple[str, ...], url: str) -> set[str]:
    """Return which forbidden words stand in what was said."""
    # A placeholder says what a withheld paper is called, and nothing that is in it.
    return {stem for stem in stems if stem.casefold() in said.casefold()}


@pytest.mark.parametrize("role", FORBIDDEN)
def test_nobody_meets_a_word_of_what_is_kept_from_them(scene, role):
    opened = everything_opened(scene, role)

    found = {
        url: told(said, FORBIDDEN[role], url)
        for url, said in opened.items()
        if not (role == "outsider" and is_open_to_all(url))
    }

    assert {url: words for url, words in found.items() if words} == {}
    assert sum(said.startswith("200") for said in opened.values()) > 5


@pytest.mark.parametrize("role", ["excluded", "observer", "chair"])
def test_letters_name_nothing_that_is_kept_from_their_reader(scene, role):
    said = letters_to(scene.users[role])

    assert told(said, FORBIDDEN[role], "mail") == set()
    assert "supplement" in said.casefold()


def test_the_record_of_who_made_a_paper_reaches_no_reader(scene):
    making = tuple(
        f"{stem}{place}"
        for stem in (PRIVATE, WITHHELD, HIDDEN, MEMBERS)
        for place in OF_ITS_MAKING
    )

    for role in ("chair", "observer", "excluded"):
        for url, said in everything_opened(scene, role).items():
            assert told(said, making, url) == set(), (role, url)


def test_who_may_read_finds_every_word(scene):
    """The search finds what is there: without this, the others could not fail."""
    given = {
        "chair": (PRIVATE, WITHHELD, HIDDEN, MEMBERS),
        "observer": (WITHHELD, HIDDEN),
    }

    for role, stems in given.items():
        copy = copy_of(scene.packs[1], scene.users[role])
        with copy.file.open("rb") as stored:
            said = everything_in(stored.read())
        for stem in stems:
            is_replaced = stem in {WITHHELD, MEMBERS}
            newest = f"{stem}again" if is_replaced else stem
            for place in SHOWN:
                assert f"{newest}{place}" in said, (role, newest, place)
            assert is_replaced or f"{stem}latepage" in said, (role, stem)
    opened = everything_opened(scene, "chair")
    for word in (f"{WITHHELD}cover", f"{HIDDEN}title", f"{PRIVATE}title"):
        pages = [url for url, said in opened.items() if word in said]
        assert len(pages) > 1, word
