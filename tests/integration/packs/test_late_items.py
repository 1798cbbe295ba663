"""An item that came after notice waits for the chair's reason, and the pack with it."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commissioning.enums import OrganisationKind
from conflicts.enums import SourceKind
from core import clock
from core.errors import RuleBroken
from core.models import AuditEvent
from decisions.facts.minutes import minutes_sections, withheld_section
from meetings.actions import gatherings, items, late_items, merging, scopes, subjects
from meetings.actions.items import ItemFields
from meetings.enums import GatheringState, Part, ReminderKind, ScopeRole, SubjectRole
from meetings.facts.preflight import preflight_of
from meetings.models import ConflictRow, Item, LateReason
from notices.models import Letter
from packs.actions import building, packs
from packs.models import PackState
from tests.factories.commissioning import OrganisationFactory
from tests.factories.conflicts import InterestFactory
from tests.factories.meetings import CoverSheetFactory, PaperVersionFactory
from tests.factories.packs import copy_of, dispatched, keep_from, ready
from tests.factories.people import PersonFactory
from tests.fixtures import pdf_reading
from tests.fixtures.pdf_files import tagged


pytestmark = pytest.mark.django_db
WORDS = "The contract ends before the next meeting."


@pytest.fixture
def world():
    cast, matters = ready()
    return cast, matters, dispatched(cast)


def added(cast, title="Late matter", **fields):
    """Add a matter as the officer does, for the first committee, with its papers."""
    item = items.add(
        gathering=cast.gathering, fields=ItemFields(title, **fields), by=cast.officer
    )
    scopes.assign(
        item=item, roles={cast.sittings[0]: ScopeRole.DECIDE}, by=cast.officer
    )
    CoverSheetFactory(
        item=item,
        summary="Late summary.",
        finance="None.",
        quality="Better.",
        equality="No change.",
        engagement="Asked.",
        risk="Low.",
    )
    PaperVersionFactory(
        is_tagged=True,
        paper__item=item,
        paper__title="Late paper",
        paper__sensitivity="public",
        content=tagged("Text of late", 1),
        pages=1,
    )
    return item


def refused(action, **arguments):
    with pytest.raises(RuleBroken) as told:
        action(**arguments)
    return told.value.verdict.code


def codes(cast):
    return {one.finding.check.value for one in preflight_of(cast.gathering).stopping}


def test_item_added_after_notice_keeps_the_supplement_until_the_chair_says_why(world):
    cast, _matters, _first = world
    item = added(cast)
    ask = {"gathering": cast.gathering, "by": cast.officer}

    assert refused(packs.request_supplement, **ask) == "added_late"
    assert refused(packs.request, **ask) == "added_late"
    late_items.explain(item=item, words=WORDS, by=cast.chair)

    pack = packs.request_supplement(**ask)
    building.build_waiting()
    pack.refresh_from_db()
    assert pack.state == PackState.BUILT, pack.failure
    pack = packs.send(pack=pack, by=cast.officer)
    with copy_of(pack, cast.chair).later_file.open("rb") as stored:
        words = " ".join(pdf_reading.text_of(stored.read()).split())
    assert "Late matter Added to the agenda" in words
    assert "Text of late" in words


def test_matching_runs_for_the_late_item_alone_and_tells_whom_it_touches(world):
    cast, _matters, _first = world
    practice = OrganisationFactory(kind=OrganisationKind.PRACTICE)
    InterestFactory(person=cast.gp_seated.person, organisation=practice)
    keep_from(cast, _matters["Alpha"], cast.observer.person)
    before = list(ConflictRow.objects.order_by("pk").values())
    Letter.objects.all().delete()
    item = added(cast)

    subjects.add(
        item=item,
        organisation=practice,
        role=SubjectRole.AFFECTED,
        by=cast.officer,
    )

    rows = list(ConflictRow.objects.filter(item=item))
    assert [(row.person, row.sitting) for row in rows] == [
        (cast.gp_seated.person, cast.sittings[0])
    ]
    others = ConflictRow.objects.exclude(item=item).order_by("pk")
    assert list(others.values()) == before
    letters = Letter.objects.filter(kind=ReminderKind.CONFLICT_FOUND)
    assert [one.person for one in letters] == [cast.gp_seated.person]
    assert "conflict_open" in codes(cast)


@pytest.mark.parametrize(
    ("state", "is_late"),
    [
        (GatheringState.DRAFT, False),
        (GatheringState.NOTICE_GIVEN, True),
        (GatheringState.PACK_SENT, True),
        (GatheringState.IN_SESSION, True),
    ],
)
def test_item_is_late_once_notice_is_given(world, state, is_late):
    cast, _matters, _first = world
    cast.gathering.state = state
    cast.gathering.save()

    assert added(cast).is_late is is_late
    heading = items.add(
        gathering=cast.gathering,
        fields=ItemFields("Section"),
        is_heading=True,
        by=cast.officer,
    )
    assert not heading.is_late


def test_reason_of_a_late_item_holds_for_its_parts_and_no_other(world):
    cast, matters, _first = world
    item = added(cast)
    late_items.explain(item=item, words=WORDS, by=cast.chair)
    assert "added_late" not in codes(cast)

    items.add(
        gathering=cast.gathering,
        fields=ItemFields("Its part"),
        parent=item,
        by=cast.officer,
    )
    assert "added_late" not in codes(cast)
    items.add(
        gathering=cast.gathering,
        fields=ItemFields("Smuggled in"),
        parent=matters["Beta"],
        by=cast.officer,
    )
    assert "added_late" in codes(cast)


def test_notice_given_anew_names_what_was_late(world):
    cast, _matters, _first = world
    item = added(cast)
    cast.gathering.refresh_from_db()
    for state in (GatheringState.NOTICE_GIVEN, GatheringState.DRAFT):
        gatherings.advance(
            gathering=cast.gathering, to=state, reason="Anew.", by=cast.officer
        )
    Item.objects.filter(pk=item.pk).update(touches_nobody=True)

    gatherings.give_notice(
        gathering=cast.gathering, by=cast.officer, reason="Short notice."
    )

    item.refresh_from_db()
    assert not item.is_late


def test_explain_is_for_chairs_and_for_officers_on_their_word(world):
    cast, matters, _first = world
    item = added(cast)
    said = {"item": item, "words": WORDS}
    explain = late_items.explain

    for who, code in (
        ("gp_seated", "not_chair"),
        ("observer", "not_chair"),
        ("guardian", "not_chair"),
        ("outsider", "outsider"),
        ("neighbour_officer", "outsider"),
        ("officer", "not_chair"),
    ):
        assert refused(explain, by=getattr(cast, who), **said) == code, who
    heard = {"by": cast.officer, "chair": cast.chair.person, **said}
    assert refused(explain, **heard) == "source_missing"
    heard["source"] = SourceKind.EMAIL
    assert refused(explain, **heard) == "day_missing"
    assert refused(explain, by=cast.chair, item=item, words=" ") == "reason_missing"
    announced = {"item": matters["Beta"], "words": WORDS, "by": cast.chair}
    assert refused(explain, **announced) == "announced"
    assert not LateReason.objects.exists()

    reason = explain(given_on=clock.today(), **heard)

    assert (reason.chair, reason.recorded_by) == (cast.chair.person, cast.officer)
    assert explain(given_on=clock.today(), **heard) == reason
    assert AuditEvent.objects.filter(event="item.late_explained").count() == 1


def test_explain_is_not_for_a_chair_with_an_interest_while_another_presides(world):
    cast, _matters, _first = world
    item = added(cast)
    row = keep_from(cast, item, cast.gp_seated.person)
    ConflictRow.objects.filter(pk=row.pk).update(person=cast.chair.person)

    assert refused(late_items.explain, item=item, words=WORDS, by=cast.chair) in {
        "not_chair"
    }


def test_reason_is_kept_and_follows_a_merged_chair(world):
    cast, _matters, _first = world
    reason = late_items.explain(item=added(cast), words=WORDS, by=cast.chair)

    for change in (
        lambda: LateReason.objects.filter(pk=reason.pk).update(words="Other."),
        lambda: LateReason.objects.filter(pk=reason.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            change()
    into = PersonFactory()
    merging.move_to(duplicate=cast.chair.person, into=into)
    reason.refresh_from_db()
    assert reason.chair == into


def test_minutes_name_the_reason_and_withhold_it_with_its_section(world):
    cast, _matters, _first = world
    item = added(cast)
    late_items.explain(item=item, words=WORDS, by=cast.chair)

    sections = minutes_sections(cast.gathering, Part.ONE)["items"]

    told = {one["id"]: one for one in sections}
    assert WORDS in told[item.pk]["late"]
    assert str(cast.chair.person) in told[item.pk]["late"]
    assert all(one["late"] == "" for key, one in told.items() if key != item.pk)
    assert withheld_section(told[item.pk])["late"] == ""


def test_late_page_from_the_check_to_the_reason(client, world):
    cast, _matters, _first = world
    item = added(cast)
    url = reverse("meetings:item_late", args=[item.pk])
    client.force_login(cast.chair)
    shown = client.get(reverse("meetings:preflight", args=[cast.gathering.pk]))
    assert url in shown.content.decode()

    assert "cannot wait" in client.get(url).content.decode()
    wrong = client.post(url, {"words": ""})
    assert "Enter why the item cannot wait" in wrong.content.decode()
    done = client.post(url, {"words": WORDS}, follow=True).content.decode()

    assert "Reason recorded" in done
    assert WORDS in done
    assert WORDS in client.get(url).content.decode()


def test_late_page_of_an_officer_asks_whose_word_it_is(client, world):
    cast, _matters, _first = world
    item = added(cast)
    url = reverse("meetings:item_late", args=[item.pk])
    client.force_login(cast.officer)

    wrong = client.post(url, {"words": WORDS})
    assert "Select the chair who gave it" in wrong.content.decode()
    day = clock.today()
    client.post(
        url,
        {
            "words": WORDS,
            "chair": cast.chair.person_id,
            "source": SourceKind.EMAIL.value,
            "given_on_0": day.day,
            "given_on_1": day.month,
            "given_on_2": day.year,
        },
    )

    assert LateReason.objects.get().chair == cast.chair.person


def test_late_page_is_for_nobody_else(client, world):
    cast, matters, _first = world
    item = added(cast)
    url = reverse("meetings:item_late", args=[item.pk])

    for role, status in (
        ("guardian", 403),
        ("gp_seated", 403),
        ("deputy", 403),
        ("outsider", 404),
        ("neighbour_officer", 404),
    ):
        client.force_login(getattr(cast, role))
        assert client.get(url).status_code == status
        assert client.post(url, {"words": WORDS}).status_code == status
    assert not LateReason.objects.exists()
    client.force_login(cast.chair)
    announced = reverse("meetings:item_late", args=[matters["Beta"].pk])
    assert client.get(announced).status_code == 403


def test_late_page_costs_the_same_with_more_reasons(client, world):
    cast, _matters, _first = world
    item = added(cast)
    client.force_login(cast.chair)
    url = reverse("meetings:item_late", args=[item.pk])

    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url).status_code == 200
        return len(caught)

    queries()
    late_items.explain(item=item, words=WORDS, by=cast.chair)
    one = queries()
    for number in range(3):
        late_items.explain(item=item, words=f"Reason {number}.", by=cast.chair)
    assert queries() == one
