"""After a purge a word of what was purged stands nowhere in the whole database."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.db.models import Q

from committees.models import Committee
from conflicts.actions import (
    breach_cases,
    breaches,
    drafts,
    gift_publication,
    gift_questions,
    gifts,
    interests,
    retention,
    retention_gifts,
    reviews,
    unlisted,
)
from conflicts.actions.breach_cases import Investigation
from conflicts.actions.guardian import decide_publication, record_advice
from conflicts.enums import PublicationState, RowState, SourceKind
from conflicts.facts.breaches import seal_of
from conflicts.facts.registers import Whose
from conflicts.models import GiftOffer, Interest
from conflicts.rules.registers import Edition
from core.errors import RuleBroken
from core.models import AuditEvent
from meetings.actions.conflict_rows import settle_items
from meetings.actions.declaring import declare_in_room
from notices.actions import dispatch
from notices.courier import Courier
from notices.enums import Status
from notices.models import Letter
from people.models import User
from publishing.actions import editions
from tests.factories.committees import user_with_post
from tests.factories.conflicts import (
    ImportRowFactory,
    RegisterImportFactory,
    declaration,
)
from tests.factories.decisions import HELD_ON, MinutesFactory, world
from tests.factories.gifts import offer, recorded_gift


WORD = "Zwiebelkuchen"
NUMBER = "ZW918273"
ENDED = date(2016, 7, 1)
LATER = date(2030, 1, 1)

# What still has the word after a purge, and why.
OF_THE_MEETING = (
    "The record of a meeting says on what grounds the chair ruled, for as long as "
    "there is a record: the ground, what the trail has of the ruling, and the minutes "
    "as they were issued (docs/adr/0030-what-a-purge-leaves.md)."
)
OF_THE_CASE = (
    "A possible breach is a case of its own: what was reported and found stays with "
    "the guardian (docs/field.md 5.10)."
)
KEPT = {
    ("meetings_conflictground", "trace"): OF_THE_MEETING,
    ("core_auditevent", "summary"): OF_THE_MEETING,
    ("decisions_minutes", "sections"): OF_THE_MEETING,
    ("conflicts_breach", "nature"): OF_THE_CASE,
    ("conflicts_breach", "findings"): OF_THE_CASE,
}


def columns() -> dict[str, list[str]]:
    """Return the columns of every table of the database, by the table."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.table_name, c.column_name FROM information_schema.columns c "
            "JOIN information_schema.tables t USING (table_schema, table_name) "
            "WHERE t.table_schema = 'public' AND t.table_type = 'BASE TABLE'"
        )
        for table, column in cursor.fetchall():
            found.setdefault(table, []).append(column)
    return found


def places_of(*words: str) -> set[tuple[str, str]]:
    """Return the tables and columns in which any of the words stands in any row."""
    found = set()
    with connection.cursor() as cursor:
        for table, names in columns().items():
            for word in words:
                like = f"%{word}%"
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" t WHERE t::text ILIKE %s', [like]
                )
                if not cursor.fetchone()[0]:
                    continue
                for name in names:
                    cursor.execute(
                        f'SELECT 1 FROM "{table}" WHERE "{name}"::text ILIKE %s', [like]
                    )
                    if cursor.fetchone():
                        found.add((table, name))
    return found


@pytest.fixture
def scene(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    made = world(1)
    settings.QUORATE_TODAY = HELD_ON
    return made


@pytest.fixture
def nurse(scene):
    """Somebody who never signs in, and is told by printed letters."""
    person = scene.person("Registered nurse")
    type(person).objects.filter(pk=person.pk).update(email="")
    assert not User.objects.filter(person=person).exists()
    person.refresh_from_db()
    return person


@pytest.fixture
def guardian(scene):
    return user_with_post(scene.committees[0].organisations.get(), "guardian")


def every_word(**said):
    """Return a declaration with the word in every field that takes words."""
    return declaration(
        **{
            "unlisted_name": f"{WORD} Society",
            "company_number": NUMBER,
            "description": f"{WORD} of the committee",
            "may_touch": f"{WORD} services",
            "is_indirect": True,
            "relationship": f"{WORD} cousin",
            "restricted_note": f"{WORD} note",
            "mitigation": f"{WORD} action",
            "consents_to_publication": False,
            "refusal_reason": f"{WORD} refusal",
            **said,
        }
    )


def typed_matched_and_ended(scene, nurse, guardian, settings) -> Interest:
    """Leave words of an interest by everything that can be done with it."""
    by = scene.officer
    body = scene.committees[0].organisations.get()
    interest = interests.record_for(
        person=nurse,
        declaration=every_word(),
        source=SourceKind.EMAIL,
        source_on=HELD_ON,
        source_reference=f"{WORD} e-mail",
        by=by,
    )
    unlisted.remember_not_listed(interests=[interest], by=by)
    reviews.ask(interest=interest, words=f"What is {WORD}?", by=by)
    reviews.answer(interest=interest, words=f"{WORD} is a cake.", by=by)
    interest = reviews.agree(
        interest=interest,
        mitigation=f"{WORD} is left out",
        reason=f"{WORD} is enough",
        seen_version=1,
        by=by,
    )
    interest = interests.correct(
        interest=interest,
        declaration=every_word(may_touch=f"More {WORD}"),
        reason=f"{WORD} was misspelt",
        seen_version=interest.version,
        by=by,
    )
    decide_publication(
        interest=interest,
        state=PublicationState.REDACT_DETAIL,
        reason=f"{WORD} tells it",
        review_on=date(2017, 1, 1),
        seen_version=interest.version,
        by=guardian,
    )
    record_advice(
        organisation=body,
        asked_by_words=f"The manager of {WORD}",
        question=f"May the partner of {WORD} stay?",
        advice=f"Not while {WORD} bids.",
        given_on=HELD_ON,
        interest=interest,
        by=guardian,
    )
    for kind in Edition:
        editions.issue(
            whose=Whose(committee=scene.committees[0]),
            edition=kind,
            day=HELD_ON,
            by=by,
        )
    unlisted.match(interests=[interest], organisation=scene.practice, by=by)
    settle_items([scene.item(touches=scene.practice)])
    _in_a_spreadsheet(body, by, interest=interest)
    _a_case_about(interest, body, by, guardian)
    interest.refresh_from_db()
    settings.QUORATE_TODAY = ENDED
    interest = interests.end(interest=interest, on=ENDED, by=by)
    drafts.save(
        person=nurse,
        by=by,
        answers={"description": f"{WORD} draft"},
        interest=interest,
        seen_version=interest.version,
    )
    return interest


def _in_a_spreadsheet(body, by, **became):
    made = RegisterImportFactory(organisation=body, uploaded_by=by)
    made.file.save("register", ContentFile(WORD.encode()))
    row = {"register_import": made, "cells": {"description": WORD}}
    ImportRowFactory(number=2, state=RowState.LOADED, **became, **row)
    ImportRowFactory(
        number=3,
        state=RowState.DROPPED,
        problems=[["description", f"“{WORD}” is too long."]],
        **row,
    )
    return made


def _a_case_about(interest, body, by, guardian):
    breach = breaches.report(
        organisation=body,
        happened_on=HELD_ON,
        nature=f"{WORD} was not declared",
        interest=interest,
        by=by,
    )
    found = Investigation(investigated_on=HELD_ON, findings=f"{WORD} was forgotten")
    breach = breach_cases.investigate(
        breach=breach, found=found, seen=seal_of(breach), by=guardian
    )
    return breach_cases.close(breach=breach, is_breach=True, by=guardian)


def spoken_and_ended(scene, nurse, settings) -> Interest:
    """Leave words spoken in a meeting, and the letter that asks whether they are right."""
    settings.QUORATE_TODAY = HELD_ON
    interest = declare_in_room(
        item=scene.item(),
        person=nurse,
        declaration=every_word(unlisted_name=f"{WORD} spoken"),
        by=scene.officer,
    )
    MinutesFactory(
        gathering=scene.gathering,
        sections={"items": [{"conflicts": [f"{WORD} of the committee"]}]},
    )
    letter = Letter.objects.get(kind="interest_spoken")
    Letter.objects.filter(pk=letter.pk).update(
        status=Status.CLAIMED, claimed_at=letter.due_at
    )
    with Courier() as courier:
        assert dispatch.send(letter.pk, courier=courier) == Status.TO_PRINT
    settings.QUORATE_TODAY = ENDED
    return interests.end(interest=interest, on=ENDED, by=scene.officer)


def test_no_word_of_purged_interests_is_left_but_where_it_is_told_why(
    scene, nurse, guardian, settings, django_capture_on_commit_callbacks
):
    typed = typed_matched_and_ended(scene, nurse, guardian, settings)
    spoken = spoken_and_ended(scene, nurse, settings)
    before = places_of(WORD, NUMBER)
    settings.QUORATE_TODAY = LATER

    with django_capture_on_commit_callbacks(execute=True):
        for interest in (typed, spoken):
            retention.purge(interest=interest, by=scene.officer)

    assert before >= {
        *KEPT,
        ("conflicts_declarationdraft", "answers"),
        ("conflicts_guardianadvice", "advice"),
        ("conflicts_guardianadvice", "asked_by_words"),
        ("conflicts_guardianadvice", "question"),
        ("conflicts_importrow", "cells"),
        ("conflicts_importrow", "problems"),
        ("conflicts_interest", "company_number"),
        ("conflicts_interest", "description"),
        ("conflicts_interestversion", "reason"),
        ("conflicts_publicationdecision", "reason"),
        ("conflicts_review", "words"),
        ("notices_letter", "text"),
        ("publishing_registeredition", "content"),
    }
    assert places_of(WORD, NUMBER) == set(KEPT)
    told = AuditEvent.objects.filter(
        Q(summary__icontains=WORD) | Q(target_label__icontains=WORD)
    )
    assert set(told.values_list("target_type", "event")) == {
        ("meetings.ConflictRow", "conflict.proposed")
    }


def test_practice_of_a_purged_interest_is_named_by_the_meeting_alone(
    scene, nurse, guardian, settings
):
    """What a typed name was matched to is as telling as the name."""
    typed = typed_matched_and_ended(scene, nurse, guardian, settings)
    settings.QUORATE_TODAY = LATER

    retention.purge(interest=typed, by=scene.officer)

    typed.refresh_from_db()
    assert typed.organisation is None
    assert set(typed.versions.values_list("organisation", flat=True)) == {None}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT event, details::text FROM core_auditevent "
            "WHERE target_type = 'conflicts.Interest' AND target_key = %s",
            [str(typed.pk)],
        )
        told = cursor.fetchall()
    assert [words for event, words in told if event == "interest.matched"] == [
        '{"version": 5}'
    ]
    assert "interest.purged" in [event for event, _ in told]


def test_interest_is_kept_while_a_case_about_it_is_open(
    scene, nurse, guardian, settings
):
    settings.QUORATE_TODAY = ENDED
    interest = interests.record_for(
        person=nurse,
        declaration=declaration(to_on=ENDED),
        source=SourceKind.EMAIL,
        source_on=ENDED,
        by=scene.officer,
    )
    breach = breaches.report(
        organisation=Committee.objects.first().organisations.get(),
        happened_on=HELD_ON,
        nature="It was not declared.",
        interest=interest,
        by=scene.officer,
    )
    settings.QUORATE_TODAY = LATER

    with pytest.raises(RuleBroken, match="possible breach of 15 June 2016 about it"):
        retention.purge(interest=interest, by=scene.officer)

    found = Investigation(investigated_on=LATER, findings="Nothing.")
    breach = breach_cases.investigate(
        breach=breach, found=found, seen=seal_of(breach), by=guardian
    )
    breach_cases.close(breach=breach, is_breach=False, by=guardian)
    assert retention.purge(interest=interest, by=scene.officer)


def test_no_word_of_a_purged_offer_is_left(
    scene, nurse, guardian, settings, django_capture_on_commit_callbacks
):
    by = scene.officer
    body = scene.committees[0].organisations.get()
    words = {
        "giver_name": f"{WORD} Ltd",
        "giver_business": f"{WORD} baking",
        "description": f"A box of {WORD}",
        "reason": f"No {WORD} for me",
        "senior_approver": f"Dr {WORD}",
        "senior_approval_on": date(2016, 5, 20),
    }
    entry = recorded_gift(person=nurse, by=by, organisation=body, **words)
    gift_questions.ask(entry=entry, words=f"What is {WORD}?", by=by)
    gift_questions.answer(entry=entry, words=f"{WORD} is a cake.", by=by)
    gift_publication.decide(
        entry=entry,
        state=PublicationState.WITHHOLD,
        reason=f"{WORD} tells it",
        review_on=date(2017, 1, 1),
        by=guardian,
    )
    entry = gifts.correct(
        entry=entry, offer=offer(**words), reason=f"{WORD} was misspelt", by=by
    )
    made = _in_a_spreadsheet(body, by, gift=entry.corrects)
    before = places_of(WORD)
    settings.QUORATE_TODAY = LATER

    with django_capture_on_commit_callbacks(execute=True):
        retention_gifts.purge_gift(entry=entry, by=by)

    assert not made.file.storage.exists(made.file.name)
    assert {table for table, _ in before} == {
        "conflicts_giftoffer",
        "conflicts_importrow",
        "conflicts_publicationdecision",
        "conflicts_review",
    }
    assert GiftOffer.objects.count() == 2
    assert places_of(WORD) == set()
