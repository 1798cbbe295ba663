"""What the guardian advises the chair about a conflict: whose it is, kept as given."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.db import DatabaseError, transaction

from commissioning.enums import PostRole
from commissioning.models import Post
from conflicts.enums import SourceKind
from core.errors import RuleBroken
from meetings.actions import conflict_rows, merging
from meetings.actions.advice import advise
from meetings.facts.conflicts import conflicts_of
from meetings.models import ConflictAdvice, ConflictRow
from people import door
from tests.factories import commissioning
from tests.factories.decisions import neighbour, world
from tests.factories.people import PersonFactory, UserFactory


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]
WORDS = "The tie is remote: let them stay, without the papers."


@pytest.fixture
def the_day():
    with time_machine.travel("2016-06-15 11:00", tick=False):
        yield


@pytest.fixture
def scene():
    return world(2)


@pytest.fixture
def guardian(scene):
    return UserFactory(person=scene.guardian, password=None)


@pytest.fixture
def rows(scene):
    gp = scene.user("GP member")
    scene.declares(gp)
    item = scene.item(touches=scene.practice, lead=gp.person)
    conflict_rows.settle_items([item])
    return scene.rows(item)


def refused(code, **said):
    with pytest.raises(RuleBroken) as found:
        advise(**{"words": WORDS, **said})
    assert found.value.verdict.code == code


def test_advise_is_kept_for_each_committee_and_read_once(scene, rows, guardian):
    given = advise(rows=rows, words=f" {WORDS} ", by=guardian)

    assert [one.row for one in given] == list(rows)
    assert {one.words for one in given} == {WORDS}
    (found,) = conflicts_of(scene.gathering)
    (advised,) = found.advice
    assert advised.said.advisor == scene.guardian
    assert len(advised.committees) == 2
    assert not any(row.treated_at for row in ConflictRow.objects.all())


def test_advise_twice_is_one_advice_and_newer_words_come_first(scene, rows, guardian):
    advise(rows=rows, words=WORDS, by=guardian)
    advise(rows=rows, words=WORDS, by=guardian)
    advise(rows=rows, words="On reflection: let them leave.", by=guardian)

    (found,) = conflicts_of(scene.gathering)
    assert [one.said.words for one in found.advice] == [
        "On reflection: let them leave.",
        WORDS,
    ]


def test_advise_recorded_by_the_officer_names_whose_how_and_when(scene, rows):
    said = {"rows": rows, "by": scene.officer, "advisor": scene.guardian}
    by_email = {**said, "source": SourceKind.EMAIL}

    refused("source_missing", **said)
    refused("day_missing", **by_email)
    refused("said_in_future", **by_email, given_on=date(2016, 6, 16))
    refused(
        "not_guardian",
        **{**by_email, "advisor": scene.person("Lay chair")},
        given_on=date(2016, 6, 14),
    )
    advice, *_ = advise(**by_email, words=WORDS, given_on=date(2016, 6, 14))

    assert (advice.advisor, advice.recorded_by) == (scene.guardian, scene.officer)


def test_advise_takes_no_advice_of_a_guardian_with_an_interest_in_the_item(
    scene, rows, guardian
):
    conflict_rows.add_by_hand(
        item=rows[0].item,
        sitting=rows[0].sitting,
        person=scene.guardian,
        words="Their sister applies.",
        by=scene.officer,
    )
    by_telephone = {"source": SourceKind.TELEPHONE, "given_on": date(2016, 6, 14)}

    refused(
        "own_conflict",
        rows=rows,
        by=scene.officer,
        advisor=scene.guardian,
        **by_telephone,
    )


def test_advise_of_a_guardian_whose_post_has_ended_since(scene, rows):
    Post.objects.filter(person=scene.guardian).update(to_on=date(2016, 6, 14))
    said = {"rows": rows, "by": scene.officer, "advisor": scene.guardian}
    said |= {"source": SourceKind.TELEPHONE}

    refused("not_guardian", **said, given_on=date(2016, 6, 15))
    assert advise(**said, words=WORDS, given_on=date(2016, 6, 14))


def test_advise_anew_what_was_advised_before_is_what_counts(scene, rows, guardian):
    for words in (WORDS, "Let them leave.", WORDS):
        advise(rows=rows, words=words, by=guardian)

    (found,) = conflicts_of(scene.gathering)
    assert found.advice[0].said.words == WORDS
    assert found.advice[0].said == ConflictAdvice.objects.filter(row=rows[-1]).first()


def test_advise_refuses_what_has_changed_since_it_was_read(rows, guardian):
    ConflictRow.objects.update(revision=9)

    refused("changed_meanwhile", rows=rows, by=guardian)


def test_advice_says_for_whom_and_is_found_again_after_a_merger(scene, rows, guardian):
    advise(rows=rows[:1], words=WORDS, by=guardian)
    into = PersonFactory()
    conflict_rows.add_by_hand(
        item=rows[0].item,
        sitting=rows[0].sitting,
        person=into,
        words="Spoke for them.",
        by=scene.officer,
    )

    merging.move_to(duplicate=rows[0].person, into=into)

    advised = {one.person: one.advice for one in conflicts_of(scene.gathering)}
    assert [each.said.words for each in advised[into]] == [WORDS]
    assert advised[into][0].committees == (scene.committees[0].short_name,)


def test_advise_refuses_no_words_and_what_has_lapsed(rows, guardian):
    refused("words_missing", rows=rows, by=guardian, words=" ")
    ConflictRow.objects.update(state="lapsed")
    refused("lapsed", rows=rows, by=guardian)


def test_who_advises(scene, rows):
    row = rows[0]
    body = scene.committees[0].organisations.get()
    commissioning.PostFactory(
        person=row.person, organisation=body, role=PostRole.GUARDIAN
    )
    tied = UserFactory(password=None)
    commissioning.PostFactory(
        person=tied.person, organisation=body, role=PostRole.GUARDIAN
    )
    conflict_rows.add_by_hand(
        item=row.item,
        sitting=row.sitting,
        person=tied.person,
        words="Their sister applies.",
        by=scene.officer,
    )
    auditor = UserFactory(password=None)
    commissioning.PostFactory(
        person=auditor.person, organisation=body, role=PostRole.AUDITOR
    )
    expected = {
        "guardian": (UserFactory(person=scene.guardian, password=None), ""),
        "officer": (scene.officer, ""),
        "guardian in conflict": (scene.user("GP member"), "own_conflict"),
        "guardian tied to the item": (tied, "own_conflict"),
        "auditor": (auditor, "not_guardian"),
        "chair": (scene.user("Lay chair"), "not_guardian"),
        "member": (scene.user("Registered nurse"), "not_guardian"),
        "outsider": (neighbour(), "outsider"),
    }
    for who, (user, code) in expected.items():
        assert door.may(user, "advise", row).code == code, who


def test_advice_is_kept_and_follows_a_merged_guardian(rows, guardian):
    (advice, *_) = advise(rows=rows, words=WORDS, by=guardian)

    for change in (
        lambda: ConflictAdvice.objects.filter(pk=advice.pk).update(words="Other."),
        lambda: ConflictAdvice.objects.filter(pk=advice.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            change()
    into = PersonFactory()
    merging.move_to(duplicate=guardian.person, into=into)
    advice.refresh_from_db()
    assert advice.advisor == into
