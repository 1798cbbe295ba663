"""A register as at a past day is the same before and after whatever came later."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.actions import organisations
from conflicts.actions import interests, merging
from conflicts.actions.attestations import Said, attest
from conflicts.actions.guardian import decide_publication
from conflicts.actions.versions import keep_version
from conflicts.enums import PublicationState
from conflicts.facts.register_entries import entries_of, in_name_order, silences_of
from conflicts.facts.register_names import people_with
from conflicts.facts.register_since import full_since
from conflicts.facts.registers import (
    Whose,
    decision_makers_of,
    register_as_at,
)
from conflicts.facts.rule_sets import rule_set_on
from conflicts.models import Interest
from conflicts.rules.registers import Edition
from conflicts.rules.registers_writing import RegisterFile, csv_lines, json_pieces
from core import clock
from people.actions import persons
from people.models import Person
from tests.factories.committees import (
    CcgFactory,
    DeputyFactory,
    holder_of,
    seat_of,
    working_committee,
)
from tests.factories.conflicts import (
    AttestationFactory,
    PositionFactory,
    RuleSetFactory,
    declaration,
    declared,
    recorded,
)
from tests.factories.people import PersonFactory, UserFactory


THEN = date(2016, 6, 1)
LATER = date(2016, 9, 1)


def file_of(whose, day, narrowed=None) -> RegisterFile:
    register = register_as_at(whose, day)
    rows = in_name_order(register.rows())
    return RegisterFile(
        body=whose.name,
        edition=Edition.FULL,
        day=day,
        entries=entries_of(register, rows, with_notes=True),
        silences=silences_of(register),
    )


def csv_of(whose, day=THEN) -> bytes:
    return "".join(csv_lines(file_of(whose, day))).encode()


def json_of(whose, day=THEN) -> str:
    return "".join(json_pieces(file_of(whose, day)))


@pytest.fixture
def administrator(db):
    return UserFactory(administrator=True)


@pytest.fixture
def kept(gp_member, paper_member, officer, committee, havering):
    """Four interests of three people on 1 June 2016."""
    surgery = CcgFactory(practice=True, name="Elm Surgery", code="Y00001")
    other = holder_of(committee, "Lay chair")
    elsewhere = PersonFactory()
    recorded(person=elsewhere, by=officer, unlisted_name="Known elsewhere")
    return {
        "other": elsewhere,
        "partner": declared(by=gp_member, organisation=surgery),
        "choir": recorded(
            person=paper_member, by=officer, unlisted_name="Choir", nature="personal"
        ),
        "spouse": recorded(
            person=other,
            by=officer,
            organisation=surgery,
            is_indirect=True,
            relationship="spouse",
        ),
        "rooms": recorded(person=other, by=officer, unlisted_name="=Rooms Ltd"),
    }


def test_as_at_is_the_same_bytes_whatever_is_edited_later(
    kept,
    committee,
    havering,
    gp_member,
    paper_member,
    officer,
    guardian,
    administrator,
    settings,
):
    wholes = [
        Whose(committee=committee),
        Whose(organisation=havering),
        Whose(person=gp_member.person),
    ]
    before = [(csv_of(whose), json_of(whose)) for whose in wholes]
    settings.QUORATE_TODAY = LATER
    at_once = [(csv_of(whose), json_of(whose)) for whose in wholes]

    interests.correct(
        interest=kept["partner"],
        declaration=declaration(
            organisation=kept["partner"].organisation, description="Salaried GP"
        ),
        reason="Left the partnership.",
        seen_version=1,
        by=gp_member,
    )
    interests.end(interest=kept["choir"], on=date(2016, 8, 1), by=officer)
    decide_publication(
        interest=kept["rooms"],
        state=PublicationState.WITHHOLD,
        reason="Harm.",
        review_on=date(2017, 9, 1),
        seen_version=1,
        by=guardian,
    )
    organisations.rename(
        organisation=kept["partner"].organisation,
        name="Oak Surgery",
        from_on=date(2016, 8, 1),
        by=administrator,
    )
    persons.correct(
        person=gp_member.person,
        given_name="Zoe",
        family_name="Aardvark",
        title="Dr",
        by=administrator,
    )
    remaining = PersonFactory()
    persons.merge(duplicate=paper_member, into=remaining, by=administrator)
    attest_all(gp_member)

    assert at_once == before
    assert [(csv_of(whose), json_of(whose)) for whose in wholes] == before
    assert csv_of(wholes[0], LATER) != before[0][0]


def attest_all(user) -> None:
    held = Interest.objects.of_persons([user.person_id]).open_on(clock.today())
    attest(
        person=user.person,
        answers={row.pk: Said("still_true", row.version) for row in held},
        statement="It is complete.",
        by=user,
    )


def test_as_at_is_the_same_when_names_are_changed_by_no_action(
    kept, committee, settings
):
    before = csv_of(Whose(committee=committee))
    settings.QUORATE_TODAY = LATER

    Person.objects.update(family_name="Renamed")
    type(committee.organisations.get()).objects.update(name="Renamed")

    assert csv_of(Whose(committee=committee)) == before


def test_as_at_takes_people_by_dates_in_force(
    kept, committee, officer, gp_member, settings
):
    settings.QUORATE_TODAY = LATER
    seat_of(committee, "GP member").appointments.update(to_on=date(2016, 7, 31))
    deputy = PersonFactory()
    recorded(person=deputy, by=officer, unlisted_name="Deputy's")
    DeputyFactory(
        seat=seat_of(committee, "GP member"), person=deputy, from_on=date(2016, 8, 1)
    )
    whose = Whose(committee=committee)

    before = csv_of(whose).decode()
    assert "Elm Surgery" in before
    assert "Left" not in before
    then = csv_of(whose, LATER).decode()
    assert "Deputy's" in then
    assert "deputy for GP member" in then
    assert f"on 31 July 2016 (was GP member, {committee.short_name})" in then


def test_as_at_shows_merged_people_on_the_register_of_both(
    kept, committee, paper_member, administrator, officer, settings
):
    settings.QUORATE_TODAY = LATER
    remaining = PersonFactory()
    recorded(person=remaining, by=officer, unlisted_name="Theirs")
    merging.merge(
        duplicate=paper_member, into=remaining, reason="Same.", by=administrator
    )

    now = csv_of(Whose(committee=committee), LATER).decode()

    assert "Choir" in now
    assert "Theirs" in now
    assert "Registered nurse" in now.split("Theirs")[0]
    assert "Theirs" not in csv_of(Whose(committee=committee)).decode()


def test_as_at_an_imported_entry_counts_from_its_own_day(
    committee, paper_member, officer, settings
):
    settings.QUORATE_TODAY = LATER
    entry = recorded(person=paper_member, by=officer, unlisted_name="Old Rooms")
    interest = Interest.objects.get(pk=entry.pk)
    interest.version = 2
    interest.save()
    keep_version(
        interest,
        "Imported.",
        by=officer,
        now=clock.now(),
        known_from=datetime(2015, 4, 1, tzinfo=UTC),
    )

    assert "Old Rooms" in csv_of(Whose(committee=committee), THEN).decode()


def test_as_at_a_day_to_come_is_refused(committee):
    with pytest.raises(ValueError, match="to come"):
        register_as_at(Whose(committee=committee), LATER)


def test_what_was_purged_is_in_no_register(kept, committee, settings):
    Interest.objects.filter(pk=kept["choir"].pk).update(purged_at=clock.now())

    assert "Choir" not in csv_of(Whose(committee=committee)).decode()
    settings.QUORATE_TODAY = LATER
    assert "Choir" not in csv_of(Whose(committee=committee)).decode()


def test_silences_tell_nil_returns_and_nothing_returned(
    kept, committee, paper_member, settings
):
    quiet = holder_of(committee, "Healthwatch")
    AttestationFactory(person=quiet, made_on=date(2016, 5, 20))
    register = register_as_at(Whose(committee=committee), THEN)

    found = {one.person_id: one for one in silences_of(register)}

    assert found[quiet.pk].nil_return_on == date(2016, 5, 20)
    assert found[holder_of(committee, "Lay vice chair").pk].nil_return_on is None
    assert paper_member.pk not in found
    settings.QUORATE_TODAY = LATER
    earlier = register_as_at(Whose(committee=committee), date(2016, 4, 1))
    assert all(one.nil_return_on is None for one in silences_of(earlier))


@pytest.mark.parametrize("scope", ["everybody", "decision_makers"])
def test_decision_makers_are_whom_the_duties_name(
    scope, havering, committee, officer, settings
):
    from conflicts.facts.duties import duties_of

    RuleSetFactory(
        organisation=havering,
        effective_from=date(2016, 5, 1),
        published_scope=scope,
        decision_maker_bands=["8d", "VSM"],
    )
    for band, more in (
        ("5", {}),
        (" 8D", {}),
        ("9", {}),
        ("vsm", {}),
        ("", {}),
        ("", {"can_commit": True}),
        ("", {"capacity": "governing_body"}),
        ("8d", {"to_on": date(2016, 5, 31)}),
    ):
        PositionFactory(organisation=havering, band=band, **more)
    DeputyFactory(seat=seat_of(committee, "GP member"))
    over = working_committee(organisation=havering, by=officer)
    over.disestablished_on = date(2016, 5, 1)
    over.save()
    rules = rule_set_on(havering, THEN)

    deciding = decision_makers_of(havering, THEN, rules)

    expected = {
        int(key)
        for key, duty in duties_of(havering, THEN).items()
        if duty.is_decision_maker
    }
    found = set(people_with(deciding).values_list("pk", flat=True))
    assert found == expected
    assert len(expected) > 4


def test_entries_take_the_same_queries_with_twice_the_rows(
    kept, committee, paper_member, officer, settings
):
    counts = []
    for day in (THEN, THEN, LATER, LATER):
        settings.QUORATE_TODAY = LATER
        for number in range(10):
            recorded(
                person=paper_member,
                by=officer,
                unlisted_name=f"{len(counts)} {number}",
                source_on=LATER if day == LATER else THEN,
            )
        with CaptureQueriesContext(connection) as queries:
            csv_of(Whose(committee=committee), day)
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert counts[2] == counts[3]


def test_since_tells_of_people_and_bodies_renamed(
    kept, committee, havering, gp_member, administrator, settings
):
    """A new name is no new version of an interest, and is told all the same."""
    settings.QUORATE_TODAY = LATER
    organisations.rename(
        organisation=kept["partner"].organisation,
        name="Oak Surgery",
        from_on=date(2016, 8, 1),
        by=administrator,
    )
    persons.correct(
        person=gp_member.person,
        given_name="Zoe",
        family_name="Aardvark",
        title="Dr",
        by=administrator,
    )

    for days in ((THEN, LATER), (date(2016, 5, 31), THEN), (date(2016, 8, 1), LATER)):
        first, last = (
            register_as_at(Whose(organisation=havering), day) for day in days
        )
        since = full_since(first, last)
        told = {
            one.entry.reference: [(each.what, each.reads) for each in one.changes]
            for one in since.changed
        }
        renamed = {
            kept["partner"].pk: [
                ("Name", "Dr Zoe Aardvark"),
                ("Organisation", "Oak Surgery"),
            ],
            kept["spouse"].pk: [("Organisation", "Oak Surgery")],
        }
        assert told == (renamed if days[1] == LATER else {})
