"""Holds, purges, and what both leave behind."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conflicts.actions import interests, retention, reviews, unlisted
from conflicts.actions.guardian import decide_publication
from conflicts.enums import PublicationState, RowState
from conflicts.facts.registers import Whose
from conflicts.models import (
    DeclarationDraft,
    Interest,
    InterestVersion,
    LegalHold,
    Review,
)
from conflicts.rules.registers import Edition
from conflicts.views import retention as retention_views
from core import clock
from core.errors import RuleBroken
from core.models import AuditEvent, Change
from publishing.actions import editions
from tests.factories.commissioning import OrganisationFactory
from tests.factories.committees import (
    CcgFactory,
    CommitteeFactory,
    holder_of,
    user_with_post,
)
from tests.factories.conflicts import (
    ImportRowFactory,
    LegalHoldFactory,
    RegisterImportFactory,
    RuleSetFactory,
    declaration,
    recorded,
)
from tests.factories.meetings import GatheringFactory, ItemFactory, SittingFactory
from tests.factories.room import ConflictRowFactory
from tests.integration.conflicts.importing import (  # noqa: F401 # fixtures
    csv_file,
    line,
    media,
    take_in,
)


ENDED = date(2021, 8, 31)
FIRST = date(2027, 8, 31)


@pytest.fixture
def ended(paper_member, officer, settings):
    """An interest corrected once and ended on 31 August 2021."""
    settings.QUORATE_TODAY = ENDED
    interest = recorded(
        person=paper_member,
        by=officer,
        unlisted_name="Secret Society",
        restricted_note="Secret note",
        mitigation="Secret action",
        is_indirect=True,
        relationship="secret cousin",
    )
    interest = interests.correct(
        interest=interest,
        declaration=declaration(
            unlisted_name="Secret Society",
            description="Secret handshakes",
            is_indirect=True,
            relationship="secret cousin",
        ),
        reason="Secret reason",
        seen_version=1,
        by=officer,
    )
    interest = interests.end(interest=interest, on=ENDED, by=officer)
    Review.objects.create(
        interest=interest,
        version=1,
        act="question",
        words="Secret question",
        written_at=clock.now(),
        written_by=officer,
    )
    settings.QUORATE_TODAY = FIRST
    return interest


def everything_of(interest) -> str:
    """Return every row of every table that belongs to an interest, as text."""
    tables = {Interest._meta.db_table: "id"}
    for relation in Interest._meta.related_objects:
        tables[relation.related_model._meta.db_table] = relation.field.column
    told = []
    with connection.cursor() as cursor:
        for table, key in tables.items():
            cursor.execute(
                f"SELECT row_to_json(t)::text FROM {table} t WHERE {key} = %s",
                [interest.pk],
            )
            told += [row[0] for row in cursor.fetchall()]
    return " ".join(told)


def words_everywhere(interest, officer, guardian) -> None:
    """Leave words about an interest wherever they may be left."""
    decide_publication(
        interest=interest,
        state=PublicationState.REDACT_DETAIL,
        reason="Secret reason",
        review_on=date(2028, 1, 1),
        seen_version=interest.version,
        by=guardian,
    )
    DeclarationDraft.objects.create(
        person=interest.person,
        interest=interest,
        answers={"description": "Secret draft"},
        started_at=clock.now(),
        saved_at=clock.now(),
        saved_by=officer,
    )


def test_purge_empties_the_words_and_leaves_days_and_audit(ended, officer, guardian):
    words_everywhere(ended, officer, guardian)
    ended.refresh_from_db()
    before = everything_of(ended)

    purged = retention.purge(interest=ended, by=officer)

    assert "ecret" in before
    assert "ecret" not in everything_of(ended)
    assert purged.purged_at is not None
    assert (purged.to_on, purged.declared_on) == (ENDED, date(2016, 5, 3))
    assert InterestVersion.objects.filter(interest=ended).count() == 4
    events = list(AuditEvent.objects.about(ended))
    assert [event.event for event in events] == [
        "interest.purged",
        "interest.publication_decided",
        "interest.ended",
        "interest.corrected",
        "interest.declared",
    ]
    # The trail tells of the purge, and no word of what was purged.
    kept = [(each.target_label, each.summary, each.details) for each in events]
    assert "ecret" not in str(kept)
    assert Change.objects.filter(topic="interest", key=str(ended.pk)).exists()


def tables_with(word: str) -> set[str]:
    """Return the tables of the whole database in which a word stands in any column."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = set()
        for table in tables:
            cursor.execute(
                f'SELECT EXISTS (SELECT FROM "{table}" t WHERE t::text ILIKE %s)',
                [f"%{word}%"],
            )
            if cursor.fetchone()[0]:
                found.add(table)
    return found


def test_purge_leaves_no_word_in_any_table(
    paper_member, officer, guardian, settings, havering
):
    settings.QUORATE_TODAY = ENDED
    interest = recorded(
        person=paper_member, by=officer, unlisted_name="Quillwort Society"
    )
    unlisted.remember_not_listed(interests=[interest], by=officer)
    interest = interests.correct(
        interest=interest,
        declaration=declaration(
            unlisted_name="Quillwort Friends",
            description="Quillwort growing",
            may_touch="Quillwort grants",
            restricted_note="Quillwort quarrel",
            is_indirect=True,
            relationship="quillwort cousin",
        ),
        reason="Quillwort again",
        seen_version=1,
        by=officer,
    )
    reviews.ask(interest=interest, words="Quillwort hours?", by=officer)
    interest = reviews.agree(
        interest=interest,
        mitigation="Leaves for quillwort.",
        reason="Quillwort is near.",
        seen_version=2,
        by=officer,
    )
    words_everywhere(interest, officer, guardian)
    body = OrganisationFactory(name="Quillwort-free Trust")
    unlisted.match(interests=[interest], organisation=body, by=officer)
    interest.refresh_from_db()
    interest = interests.end(interest=interest, on=ENDED, by=officer)
    settings.QUORATE_TODAY = FIRST
    type(body).objects.filter(pk=body.pk).update(name="Another Trust")
    assert len(tables_with("quillwort")) > 2

    retention.purge(interest=interest, by=officer)

    assert tables_with("quillwort") == set()


def test_purge_leaves_the_history_locked_behind_it(ended, officer):
    retention.purge(interest=ended, by=officer)

    for rows in (InterestVersion.objects, Review.objects):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.filter(interest=ended).delete()


def test_purge_a_day_early_is_refused_with_when_and_why(ended, officer, settings):
    settings.QUORATE_TODAY = date(2027, 8, 30)

    with pytest.raises(RuleBroken, match="from 31 August 2027 on"):
        retention.purge(interest=ended, by=officer)
    ended.refresh_from_db()
    assert ended.purged_at is None


def test_purge_of_what_is_still_held_is_refused(paper_member, officer, settings):
    interest = recorded(person=paper_member, by=officer)
    settings.QUORATE_TODAY = date(2080, 1, 1)

    with pytest.raises(RuleBroken, match="has not ended"):
        retention.purge(interest=interest, by=officer)


def test_purge_twice_is_refused(ended, officer):
    retention.purge(interest=ended, by=officer)

    with pytest.raises(RuleBroken, match="purged already"):
        retention.purge(interest=ended, by=officer)


def test_purge_waits_for_the_body_that_keeps_it_longest(ended, officer, havering):
    RuleSetFactory(
        organisation=havering,
        effective_from=date(2026, 1, 1),
        private_years_after_end=8,
    )

    with pytest.raises(RuleBroken, match="from 31 August 2029 on"):
        retention.purge(interest=ended, by=officer)


def test_purge_under_a_hold_is_refused_until_it_is_lifted(
    ended, officer, guardian, paper_member, havering
):
    hold = retention.place_hold(
        person=paper_member, organisation=havering, reason="A claim.", by=guardian
    )
    with pytest.raises(RuleBroken, match="A legal hold stands: A claim"):
        retention.purge(interest=ended, by=officer)

    retention.lift_hold(hold=hold, reason="Settled.", by=guardian)

    assert retention.purge(interest=ended, by=officer).purged_at is not None
    assert [event.event for event in AuditEvent.objects.about(hold)] == [
        "hold.lifted",
        "hold.placed",
    ]


def test_purge_is_refused_while_a_meeting_rests_on_it(ended, officer, committee):
    gathering = GatheringFactory(title="Meeting of May", held_on=date(2021, 9, 1))
    sitting = SittingFactory(gathering=gathering, committee=committee)
    row = ConflictRowFactory(
        item=ItemFactory(gathering=gathering), sitting=sitting, person=ended.person
    )
    row.grounds.create(interest=ended, trace="Trace", fingerprint="0" * 64)

    with pytest.raises(RuleBroken, match="Meeting of May on 1 September 2021"):
        retention.purge(interest=ended, by=officer)

    gathering.held_on = date(2021, 8, 1)
    gathering.save()
    assert retention.purge(interest=ended, by=officer)


def test_purge_empties_the_editions_that_were_issued(
    ended, officer, committee, settings
):
    settings.QUORATE_TODAY = ENDED
    issued = [
        editions.issue(
            whose=Whose(committee=committee), edition=kind, day=ENDED, by=officer
        )
        for kind in Edition
    ]
    settings.QUORATE_TODAY = FIRST

    retention.purge(interest=ended, by=officer)

    for edition in issued:
        assert "ecret" in str(edition.content)
        edition.refresh_from_db()
        assert "ecret" not in str(edition.content)
        assert (
            AuditEvent.objects.about(edition).first().event == "register.entry_purged"
        )


@pytest.mark.parametrize("who", ["guardian", "auditor", "outsider", "gp_member"])
def test_purge_is_for_the_officer(who, ended, request):
    with pytest.raises(RuleBroken, match="Only a governance officer"):
        retention.purge(interest=ended, by=request.getfixturevalue(who))


def test_purge_by_the_person_themself_is_refused(ended, officer, settings):
    Interest.objects.filter(pk=ended.pk).update(person=officer.person)

    with pytest.raises(RuleBroken, match="ask another officer"):
        retention.purge(interest=ended, by=officer)


@pytest.mark.parametrize("who", ["auditor", "outsider", "gp_member"])
def test_holds_are_for_officer_and_guardian(
    who, request, paper_member, havering, committee
):
    by = request.getfixturevalue(who)
    hold = LegalHoldFactory(person=paper_member, organisation=havering)

    with pytest.raises(RuleBroken, match="Only a governance officer"):
        retention.place_hold(
            person=paper_member, organisation=havering, reason="x", by=by
        )
    with pytest.raises(RuleBroken, match="Only a governance officer"):
        retention.lift_hold(hold=hold, reason="x", by=by)


def test_holds_need_reasons_and_are_lifted_once(officer, paper_member, havering):
    with pytest.raises(RuleBroken, match="Say what the hold is for"):
        retention.place_hold(
            person=paper_member, organisation=havering, reason=" ", by=officer
        )
    hold = LegalHoldFactory(person=paper_member, organisation=havering)
    with pytest.raises(RuleBroken, match="Say why"):
        retention.lift_hold(hold=hold, reason=" ", by=officer)
    retention.lift_hold(hold=hold, reason="Over.", by=officer)
    with pytest.raises(RuleBroken, match="already"):
        retention.lift_hold(hold=hold, reason="Over.", by=officer)


def test_hold_on_oneself_is_lifted_by_another(officer, havering):
    hold = LegalHoldFactory(person=officer.person, organisation=havering)

    with pytest.raises(RuleBroken, match="another officer"):
        retention.lift_hold(hold=hold, reason="x", by=officer)


def test_pages_for_each_reader(
    client, ended, havering, paper_member, officer, guardian, auditor, outsider
):
    hold = LegalHoldFactory(person=paper_member, organisation=havering)
    page = reverse("conflicts:retention", args=[havering.pk])
    place = reverse("conflicts:place_hold", args=[paper_member.pk])
    lift = reverse("conflicts:lift_hold", args=[hold.pk])

    seen = {}
    for name, user in {
        "officer": officer,
        "guardian": guardian,
        "auditor": auditor,
        "outsider": outsider,
    }.items():
        client.force_login(user)
        seen[name] = [client.get(url).status_code for url in (page, place, lift)]

    assert seen == {
        "officer": [200, 200, 200],
        "guardian": [200, 200, 200],
        "auditor": [200, 403, 403],
        "outsider": [404, 404, 404],
    }
    client.force_login(guardian)
    assert client.post(page, {}).status_code == 403


def test_officer_purges_by_the_page(client, ended, havering, officer):
    client.force_login(officer)
    url = reverse("conflicts:retention", args=[havering.pk])

    assert "Secret Society" in client.get(url).content.decode()
    unsure = client.post(url, {"entries": [f"interest-{ended.pk}"]})
    assert "cannot come back" in unsure.content.decode()
    done = client.post(
        url, {"entries": [f"interest-{ended.pk}"], "sure": "on"}, follow=True
    )

    assert "One entry is purged" in done.content.decode()
    assert "There is nothing to purge today" in done.content.decode()


def test_page_says_why_what_is_over_its_time_is_kept(
    client, ended, havering, officer, committee
):
    gathering = GatheringFactory(title="Meeting of May", held_on=date(2022, 9, 1))
    row = ConflictRowFactory(
        item=ItemFactory(gathering=gathering),
        sitting=SittingFactory(gathering=gathering, committee=committee),
        person=ended.person,
    )
    row.grounds.create(interest=ended, trace="Trace", fingerprint="0" * 64)
    client.force_login(officer)
    url = reverse("conflicts:retention", args=[havering.pk])

    page = client.get(url).content.decode()
    refused = client.post(url, {"entries": [f"interest-{ended.pk}"], "sure": "on"})

    assert "There is nothing to purge today" in page
    assert "Over their time, and kept (1)" in page
    assert "Meeting of May on 1 September 2022 rest on it until" in page
    assert "not one of the available choices" in refused.content.decode()
    ended.refresh_from_db()
    assert ended.purged_at is None


def test_officer_is_told_why_one_is_not_purged_after_all(
    client, ended, havering, officer, monkeypatch
):
    """Between the page and its answer somebody else may place a hold."""
    page = reverse("conflicts:retention", args=[havering.pk])
    client.force_login(officer)
    parted = retention_views.parted

    def and_then_a_hold_comes(over, reader):
        told = parted(over, reader)
        LegalHoldFactory(person=ended.person, organisation=havering, reason="A claim.")
        return told

    monkeypatch.setattr(retention_views, "parted", and_then_a_hold_comes)
    asked = {"entries": [f"interest-{ended.pk}"], "sure": "on"}
    done = client.post(page, asked, follow=True).content.decode()

    assert "Secret Society: A legal hold stands: A claim. Lift it first." in done


def test_of_several_meetings_the_one_held_longest_keeps_an_interest(
    ended, officer, havering, settings
):
    """The latest meeting need not be it: its bodies may keep for fewer years."""
    strict = CcgFactory()
    RuleSetFactory(
        organisation=strict,
        effective_from=date(2025, 1, 1),
        private_years_after_end=20,
    )
    for body, title, day in (
        (strict, "Joint meeting", date(2018, 3, 1)),
        (havering, "Own meeting", date(2019, 3, 1)),
    ):
        gathering = GatheringFactory(title=title, held_on=day)
        committee = CommitteeFactory()
        committee.organisations.add(body)
        row = ConflictRowFactory(
            item=ItemFactory(gathering=gathering),
            sitting=SittingFactory(gathering=gathering, committee=committee),
            person=ended.person,
        )
        row.grounds.create(interest=ended, trace="Trace", fingerprint="0" * 64)

    with pytest.raises(RuleBroken, match=r"Joint meeting .* until 1 March 2038"):
        retention.purge(interest=ended, by=officer)


def test_officer_places_and_lifts_a_hold_by_the_pages(
    client, ended, havering, officer, paper_member
):
    client.force_login(officer)
    place = reverse("conflicts:place_hold", args=[paper_member.pk])

    assert (
        "Say what the hold is for"
        in client.post(place, {"reason": ""}).content.decode()
    )
    page = client.post(
        place, {"organisation": havering.pk, "reason": "A claim."}, follow=True
    ).content.decode()
    assert "A legal hold stands: A claim. Lift it first." in page
    assert "There is nothing to purge today" in page
    lift = reverse("conflicts:lift_hold", args=[LegalHold.objects.get().pk])
    assert "Say why it is lifted" in client.post(lift, {"reason": ""}).content.decode()
    page = client.post(lift, {"reason": "Over."}, follow=True).content.decode()
    assert "No hold stands" in page
    assert "Over their time, and kept" not in page
    assert "Secret Society" in page


def test_pages_take_the_same_queries_with_twice_the_rows(
    client, ended, committee, havering, officer, paper_member, settings
):
    client.force_login(officer)
    url = reverse("conflicts:retention", args=[havering.pk])
    counts = []
    titles = ("GP member", "Lay chair")
    for number in range(2):
        settings.QUORATE_TODAY = ENDED
        for person in (paper_member, holder_of(committee, titles[number])):
            more = recorded(person=person, by=officer, unlisted_name=f"{number}")
            interests.end(interest=more, on=ENDED, by=officer)
        LegalHoldFactory(person=a_colleague(havering), organisation=havering)
        settings.QUORATE_TODAY = FIRST
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def a_colleague(havering):
    return user_with_post(havering).person


def test_outsider_of_another_body_is_no_keeper_of_one_who_left(
    ended, committee, outsider
):
    for seat in committee.seats.all():
        seat.appointments.update(to_on=date(2021, 9, 1))

    with pytest.raises(RuleBroken, match="Only a governance officer"):
        retention.purge(interest=ended, by=outsider)


def test_an_end_entered_today_for_a_day_long_past_opens_no_way_to_purge(
    paper_member, officer, settings
):
    """Two clicks of one officer do not take a colleague's interest off the record."""
    settings.QUORATE_TODAY = date(2021, 9, 1)
    interest = recorded(person=paper_member, by=officer, from_on=date(2005, 1, 1))
    interest = interests.end(interest=interest, on=date(2010, 1, 1), by=officer)

    with pytest.raises(RuleBroken) as refused:
        retention.purge(interest=interest, by=officer)

    assert "as the register knows since 1 September 2021" in str(refused.value)
    assert "from 1 September 2027 on" in str(refused.value)
    settings.QUORATE_TODAY = date(2027, 9, 1)
    retention.purge(interest=interest, by=officer)


def test_an_imported_end_counts_from_its_own_day(take_in, officer):
    """The register that was taken in held it, and its years ran there."""
    ends = {"Date declared": "10/02/2008", "From": "01/04/2007", "To": "31/05/2010"}
    take_in(csv_file([line(1, **ends), line(2, **{**ends, "To": "02/06/2010"})]))
    over, later = Interest.objects.order_by("to_on")

    assert retention.purge(interest=over, by=officer).purged_at is not None
    with pytest.raises(RuleBroken, match="from 2 June 2016 on"):
        retention.purge(interest=later, by=officer)


def test_purge_of_the_last_entry_deletes_the_spreadsheet_it_came_with(
    ended, officer, havering, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    made = RegisterImportFactory(organisation=havering, uploaded_by=officer)
    made.file.save("register", ContentFile(b"Secret,file"))
    other = recorded(person=ended.person, by=officer, description="Not over")
    row = {"register_import": made, "cells": {"description": "Secret words"}}
    ImportRowFactory(number=2, interest=ended, state=RowState.LOADED, **row)
    mine = ImportRowFactory(number=3, interest=other, state=RowState.KNOWN, **row)
    out = ImportRowFactory(number=4, interest=None, state=RowState.DROPPED, **row)
    name = made.file.name

    with django_capture_on_commit_callbacks(execute=True):
        retention.purge(interest=ended, by=officer)
    made.refresh_from_db()
    assert made.file.name == name

    mine.delete()
    Interest.objects.filter(pk=ended.pk).update(purged_at=None)
    with django_capture_on_commit_callbacks(execute=True):
        retention.purge(interest=ended, by=officer)
    made.refresh_from_db()
    out.refresh_from_db()
    assert not made.file
    assert not made.file.storage.exists(name)
    assert out.cells == {}
