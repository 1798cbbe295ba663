"""Day one: an existing register of gifts comes in whole, or in part, never by half."""

from __future__ import annotations

import csv
import io
from datetime import date

import openpyxl
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conflicts.actions import (
    gift_publication,
    gifts,
    imports,
    imports_loading,
    imports_rows,
    imports_working,
)
from conflicts.enums import (
    GiverKind,
    ImportKind,
    ImportPolicy,
    ImportState,
    OfferKind,
    Outcome,
    PublicationState,
    RowState,
    SourceKind,
)
from conflicts.facts.gifts import advice_by_now, lateness_in_days, register_as_at
from conflicts.models import GiftOffer, ImportRow, Position, RegisterImport
from conflicts.rules.imports_dates import DateOrder
from core import clock
from core.errors import RuleBroken
from core.models import AuditEvent
from people.models import Person
from tests.factories.committees import CcgFactory, user_with_post
from tests.factories.conflicts import PositionFactory, recorded
from tests.factories.gifts import declared_gift, offer, recorded_gift
from tests.factories.people import PersonFactory
from tests.integration.conflicts.importing import media  # noqa: F401 # a fixture


pytestmark = pytest.mark.django_db

AS_AT = date(2016, 4, 30)
HEADINGS = [
    "Recipient",
    "Date offered",
    "Date received",
    "Donor",
    "Details of gift",
    "Estimated value",
    "Accepted or declined",
    "Reason",
    "Authorised by",
    "Date declared",
]


def line(number=1, **said):
    cells = {
        "Recipient": f"Ann Smith{number}",
        "Date offered": "10/02/2016",
        "Date received": "",
        "Donor": "Elm Trading Ltd (catering)",
        "Details of gift": "Hamper",
        "Estimated value": "£20",
        "Accepted or declined": "Declined",
        "Reason": "Policy",
        "Authorised by": "",
        "Date declared": "12/02/2016",
        **said,
    }
    return [cells[heading] for heading in HEADINGS]


def csv_file(lines, headings=HEADINGS):
    text = io.StringIO()
    csv.writer(text).writerows([headings, *lines])
    return io.BytesIO(text.getvalue().encode())


@pytest.fixture
def take_in(havering, officer):
    def run(
        file,
        policy=ImportPolicy.ALL_OR_NOTHING,
        load=True,
        name="gifts.csv",
        body=havering,
        by=officer,
    ):
        made = imports.upload(
            organisation=body,
            file=file,
            name=name,
            register_date=AS_AT,
            by=by,
            kind=ImportKind.GIFTS,
        )
        if made.state != ImportState.UPLOADED:
            return made
        imports.match_columns(
            register_import=made,
            mapping=imports.columns_of(made),
            order=DateOrder.DAY_FIRST,
            policy=policy,
            by=by,
        )
        imports_working.work_on_imports()
        if load:
            imports.load(register_import=made, by=by)
            imports_working.work_on_imports()
        made.refresh_from_db()
        return made

    return run


def states(made):
    return [row.state for row in made.rows.order_by("number")]


def test_gift_comes_in_as_it_stood_with_the_advice_of_its_day(
    take_in, havering, officer
):
    made = take_in(csv_file([line()]))

    entry = GiftOffer.objects.get()
    assert (made.state, states(made)) == (ImportState.LOADED, [RowState.LOADED])
    assert made.rows.get().gift == entry
    assert str(entry.person) == "Ann Smith1"
    assert (entry.giver_name, entry.giver_business) == ("Elm Trading Ltd", "catering")
    assert (entry.kind, entry.giver_kind) == (OfferKind.GIFT, GiverKind.SUPPLIER)
    assert (entry.value_pence, entry.outcome) == (2000, Outcome.DECLINED)
    assert (entry.offered_on, entry.declared_on) == (
        date(2016, 2, 10),
        date(2016, 2, 12),
    )
    assert (entry.source, entry.source_on) == (SourceKind.IMPORT, AS_AT)
    assert entry.advice_code == "supplier"
    assert entry.rule_set.effective_from <= entry.offered_on
    assert entry.recorded_by == officer
    assert entry.reviewed_at is None
    position = Position.objects.get(person=entry.person)
    assert (position.organisation, position.from_on) == (havering, date(2016, 2, 10))
    (event,) = AuditEvent.objects.about(entry)
    assert (event.event, event.actor_label) == ("gift.imported", officer.label)
    assert event.details["register_import"] == made.pk


def test_register_of_a_past_day_holds_what_was_declared_by_then(
    take_in, havering, officer
):
    take_in(csv_file([line()]))
    entry = GiftOffer.objects.get()

    before, since = date(2016, 2, 11), date(2016, 2, 12)
    assert not register_as_at(havering, before).exists()
    assert register_as_at(havering, since).get() == entry

    better = gifts.correct(
        entry=entry, offer=offer(description="A basket"), reason="Typo.", by=officer
    )
    assert register_as_at(havering, since).get() == entry
    assert register_as_at(havering, clock.today()).get() == better


def test_nobody_is_late_where_the_register_did_not_say_when_they_declared(take_in):
    place = HEADINGS.index("Date declared")
    shown = [*HEADINGS[:place], *HEADINGS[place + 1 :]]
    said = {"Date offered": "01/02/2015", "Date declared": "01/12/2015"}
    lines = [line(1, **said), line(2, **said)]

    take_in(csv_file([without(each, place) for each in lines], shown))
    take_in(csv_file([line(3, **said)]), name="more.csv")

    late = {
        each.person.family_name: (each.declared_on, lateness_in_days(each))
        for each in GiftOffer.objects.select_related("rule_set", "person")
    }
    assert late["Smith1"] == late["Smith2"] == (AS_AT, 0)
    assert late["Smith3"][1] > 200


def test_gift_accepted_against_the_policy_of_its_day_is_recorded_and_flagged(take_in):
    """Without a reason or an approval a form would refuse it: here it happened."""
    said = {"Accepted or declined": "Accepted", "Reason": ""}
    dinner = {"Details of gift": "Dinner", "Estimated value": "90", **said}
    lines = [
        line(1, **said),
        line(2, **dinner),
        line(3, **dinner, **{"Authorised by": "The chair"}),
        line(4, **{"Estimated value": "0", "Accepted or declined": "Refused"}),
    ]

    take_in(csv_file(lines))

    against = dict(
        GiftOffer.objects.values_list("person__family_name", "is_against_advice")
    )
    assert against == {"Smith1": True, "Smith2": True, "Smith3": False, "Smith4": False}
    approved = GiftOffer.objects.get(person__family_name="Smith3")
    assert (approved.senior_approver, approved.senior_approval_on) == (
        "The chair",
        None,
    )


def test_gift_older_than_every_policy_is_taken(take_in):
    old = {"Date offered": "01/04/2004", "Date declared": "01/04/2004"}

    take_in(csv_file([line(**old)]))

    assert GiftOffer.objects.get().offered_on == date(2004, 4, 1)


@pytest.mark.parametrize("newest_first", [True, False])
def test_gifts_of_one_giver_count_together_in_whatever_order_they_stand(
    take_in, settings, monkeypatch, newest_first
):
    """Three of £20 from one giver within a year come to more than £50."""
    said = {
        "Recipient": "Ann Smith",
        "Donor": "A neighbour",
        "Accepted or declined": "Accepted",
    }
    lines = [
        line(**said, **{"Date offered": day, "Details of gift": f"Gift {n}"})
        for n, day in enumerate(["01/07/2017", "01/08/2017", "01/09/2017"])
    ]
    if newest_first:
        lines.reverse()
    settings.QUORATE_TODAY = date(2017, 12, 1)
    monkeypatch.setattr(imports_loading, "CHUNK", 1)

    take_in(csv_file(lines), policy=ImportPolicy.CLEAN_ROWS)

    entries = GiftOffer.objects.order_by("offered_on")
    assert [each.advice_code for each in entries] == [
        "under_limit",
        "under_limit",
        "over_limit",
    ]
    assert [advice_by_now(each) for each in entries] == [None] * 3


def test_same_file_twice_and_same_rows_in_another_file_are_known(take_in):
    made = take_in(csv_file([line(), line(2)]))
    assert take_in(csv_file([line(), line(2)])) == made

    again = take_in(csv_file([line(2), line(), line(3), line(3)]), name="more.csv")

    known, loaded = RowState.KNOWN, RowState.LOADED
    assert states(again) == [known, known, loaded, known]
    assert (
        GiftOffer.objects.count()
        == Person.objects.filter(family_name__startswith="Smith").count()
        == 3
    )


def test_row_corrected_on_the_register_since_is_still_known(take_in, officer):
    take_in(csv_file([line()]))
    entry = GiftOffer.objects.get()
    gifts.correct(
        entry=entry, offer=offer(description="A basket"), reason="Typo.", by=officer
    )

    made = take_in(csv_file([line(), line(2)]), name="more.csv", load=False)

    assert states(made) == [RowState.KNOWN, RowState.CLEAN]


def test_file_of_one_kind_is_not_the_import_of_the_other(take_in, havering, officer):
    made = take_in(csv_file([line()]), load=False)

    other = imports.upload(
        organisation=havering,
        file=csv_file([line()]),
        name="gifts.csv",
        register_date=AS_AT,
        by=officer,
    )

    assert other.pk != made.pk
    assert (other.kind, made.kind) == (ImportKind.INTERESTS, ImportKind.GIFTS)
    with pytest.raises(RuleBroken, match="type of interest"):
        imports.match_columns(
            register_import=other,
            mapping=imports.columns_of(other),
            order=DateOrder.DAY_FIRST,
            policy=ImportPolicy.CLEAN_ROWS,
            by=officer,
        )


def test_persons_are_matched_as_in_the_register_of_interests(take_in, havering):
    """Theirs by name; a namesake of no body is offered, one of another body is not."""
    mine = PersonFactory(given_name="Ann", family_name="Smith1", email="")
    PositionFactory(person=mine, organisation=havering)
    nobody = PersonFactory(given_name="Ann", family_name="Smith2", email="")
    other = PersonFactory(given_name="Ann", family_name="Smith3", email="")
    PositionFactory(person=other, organisation=CcgFactory())

    made = take_in(
        csv_file([line(1), line(2), line(3)]), policy=ImportPolicy.CLEAN_ROWS
    )

    assert states(made) == [RowState.LOADED, RowState.FAULTY, RowState.LOADED]
    assert GiftOffer.objects.get(person=mine).organisation == havering
    assert not other.gift_offers.exists()
    row = made.rows.get(number=3)
    assert "Ann Smith2, or somebody new?" in row.problems[0][1]
    imports_rows.correct(row=row, cells={"person": str(nobody.pk)}, by=made.uploaded_by)
    imports.load(register_import=made, by=made.uploaded_by)
    imports_working.work_on_imports()
    assert nobody.gift_offers.get().description == "Hamper"


def test_somebody_is_of_the_body_since_the_earliest_of_their_offers(take_in, havering):
    """Else the public register would leave the offers before out."""
    known = PersonFactory(
        given_name="Ann", family_name="Known", email="ann@elm.example"
    )
    headings = [*HEADINGS, "E-mail"]
    days = ("10/02/2016", "01/04/2015", "05/06/2015")
    lines = [
        [*line(**{"Recipient": who, "Date offered": day}), email]
        for day in days
        for who, email in (("Ann Known", known.email), ("Bo New", ""))
    ]

    take_in(csv_file(lines, headings))

    since = Position.objects.values_list("person__family_name", "from_on")
    assert dict(since) == {"Known": date(2015, 4, 1), "New": date(2015, 4, 1)}


def test_code_of_a_giver_leads_to_its_body_unless_it_is_of_another(take_in):
    elm = CcgFactory(practice=True, name="Elm Surgery", code="P12345")
    headings = [*HEADINGS, "Code of the giver"]
    lines = [
        [*line(1, Donor="Elm Surgery"), "p12345"],
        [*line(2, Donor="Quite Another plc"), "P12345"],
        [*line(3), "Z99999"],
        [*line(4, Donor="Elm Surgery"), ""],
    ]

    made = take_in(csv_file(lines, headings), policy=ImportPolicy.CLEAN_ROWS)

    assert states(made) == [
        RowState.LOADED,
        RowState.FAULTY,
        RowState.FAULTY,
        RowState.LOADED,
    ]
    givers = dict(
        GiftOffer.objects.values_list("person__family_name", "giver_organisation")
    )
    assert givers == {"Smith1": elm.pk, "Smith4": None}


def test_names_in_published_words_are_asked_about_and_private_givers_are_not(take_in):
    lines = [
        line(1, **{"Details of gift": "Wine for Mrs Jones"}),
        line(2, Donor="Mrs Jones, a patient"),
        line(3, Donor="Mrs Jones"),
        line(4, Donor="Mrs Jones (florist)"),
        line(5, Donor="A florist (Mrs Jones)"),
    ]

    made = take_in(csv_file(lines), load=False)

    clean, faulty = RowState.CLEAN, RowState.FAULTY
    assert states(made) == [faulty, clean, clean, faulty, faulty]
    row = made.rows.get(number=2)
    assert (
        "“Mrs Jones”. Say only what they are, such as a patient" in row.problems[0][1]
    )
    imports_rows.correct(
        row=row, cells={"names_kept": "Mrs Jones"}, by=made.uploaded_by
    )
    row.refresh_from_db()
    assert row.state == clean


def thousand(bad):
    lines = [line(number) for number in range(1000 - bad)]
    faults = (
        {"Estimated value": "approx £20"},
        {"Estimated value": "£15-20"},
        {"Date offered": "31/02/2016"},
        {"Accepted or declined": "Pending"},
    )
    for number in range(bad):
        lines.insert(number * 20, line(5000 + number, **faults[number % len(faults)]))
    return csv_file(lines)


def test_thousand_rows_with_forty_bad_load_not_one_until_all_are_right(
    take_in, officer
):
    made = take_in(thousand(bad=40), load=False)

    assert made.rows_total == 1000
    assert made.rows.filter(state=RowState.FAULTY).count() == 40
    with pytest.raises(RuleBroken, match="40 rows are to be put right"):
        imports.load(register_import=made, by=officer)
    assert not GiftOffer.objects.exists()
    assert not Person.objects.filter(family_name="Smith1").exists()

    assert _send_again(made, officer) == 40
    imports.load(register_import=made, by=officer)
    imports_working.work_on_imports()

    made.refresh_from_db()
    assert made.state == ImportState.LOADED
    assert GiftOffer.objects.count() == 1000


def test_thousand_rows_with_forty_bad_load_the_clean_and_the_others_wait(
    take_in, officer
):
    made = take_in(thousand(bad=40), policy=ImportPolicy.CLEAN_ROWS)

    assert made.state == ImportState.SETTLING
    assert GiftOffer.objects.count() == 960
    assert made.rows.filter(state=RowState.FAULTY).count() == 40

    assert _send_again(made, officer) == 40
    imports.load(register_import=made, by=officer)
    imports_working.work_on_imports()

    made.refresh_from_db()
    assert made.state == ImportState.LOADED
    assert GiftOffer.objects.count() == 1000
    assert not made.rows.exclude(state=RowState.LOADED).exists()


def _send_again(made, officer):
    """Correct the spreadsheet of problems as an officer does, and send it back."""
    book = openpyxl.load_workbook(io.BytesIO(imports_rows.problems_sheet(made)))
    headings = [cell.value for cell in book.active[1]]
    right = {
        "Estimated value in pounds": "20",
        "Date of offer": "28/02/2016",
        "Declined or accepted": "Declined",
    }
    for row in book.active.iter_rows(min_row=2):
        for cell in row:
            cell.value = right.get(headings[cell.column - 1], cell.value)
    kept = io.BytesIO()
    book.save(kept)
    return imports_rows.send_again(register_import=made, file=kept, by=officer)


def test_loading_takes_as_many_queries_for_more_rows(take_in, officer):
    def queries(count, name):
        lines = [line(f"{name}{number}") for number in range(count)]
        made = take_in(csv_file(lines), load=False, name=name)
        imports.load(register_import=made, by=officer)
        with CaptureQueriesContext(connection) as found:
            imports_working.work_on_imports()
        return len(found)

    assert queries(3, "a") == queries(30, "b")


def test_import_of_gifts_is_for_officers_of_the_body(
    havering, guardian, outsider, gp_member
):
    for user in (guardian, outsider, gp_member):
        with pytest.raises(RuleBroken):
            imports.upload(
                organisation=havering,
                file=csv_file([line()]),
                name="gifts.csv",
                register_date=AS_AT,
                by=user,
                kind=ImportKind.GIFTS,
            )
    assert not RegisterImport.objects.exists()


@pytest.fixture
def register(havering, officer, guardian, gp_member, paper_member, settings):
    """Entries of every kind: corrected, reviewed, approved, kept back, from a body."""
    elm = CcgFactory(practice=True, name="Elm Surgery", code="P12345")
    PositionFactory(
        person=paper_member,
        organisation=havering,
        title="Nurse",
        from_on=date(2015, 1, 1),
    )
    declared_gift(
        by=gp_member,
        organisation=havering,
        kind=OfferKind.HOSPITALITY,
        giver_kind=GiverKind.SUPPLIER,
        giver_name="Oak plc",
        giver_business="catering (outside)",
        description="=1+1 dinner;\nwith “wine”, Zoë",
        value_pence=9055,
        outcome=Outcome.ACCEPTED,
        received_on=date(2016, 5, 21),
        reason="-For the team",
        senior_approver="The chair",
        senior_approval_on=date(2016, 5, 19),
    )
    said = {"person": paper_member, "by": officer, "organisation": havering}
    pen = recorded_gift(
        **said,
        giver_kind=GiverKind.SUPPLIER,
        giver_name="Elm Surgery",
        giver_organisation=elm,
        is_branded=True,
        description="Pen",
        value_pence=500,
        outcome=Outcome.FOR_ORGANISATION,
        received_on=date(2016, 5, 20),
        reason="Of use to all",
    )
    gifts.review(entry=pen, by=officer)
    trip = recorded_gift(
        **said,
        kind=OfferKind.TRAVEL,
        is_abroad_or_more_than_modest=True,
        giver_kind=GiverKind.OTHER,
        giver_name="College of Nursing",
        description="Journey",
        offered_on=date(2016, 4, 2),
    )
    gift_publication.decide(
        entry=trip,
        state=PublicationState.WITHHOLD,
        reason="Harm.",
        review_on=date(2017, 1, 1),
        by=guardian,
    )
    hamper = recorded_gift(**said)
    gifts.correct(
        entry=hamper,
        offer=offer(description="Two hampers", value_pence=8000),
        reason="Two.",
        by=officer,
    )
    recorded_gift(**said, description="Flowers", offered_on=date(2014, 12, 24))


def exported(client, user, body, form):
    """Return the table of a body's gifts register as downloaded."""
    client.force_login(user)
    where = reverse("conflicts:gift_register_file", args=[body.pk, form])
    return b"".join(client.get(where).streaming_content)


def table_of(content, form):
    if form == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [[cell or "" for cell in row] for row in book.active.values]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_downloaded_register_loads_into_an_empty_body_and_downloads_the_same(
    client, register, take_in, havering, officer, form
):
    content = exported(client, officer, havering, form)
    empty = CcgFactory(name="NHS Havering CCG")
    keeper = user_with_post(empty)

    made = imports.upload(
        organisation=empty,
        file=io.BytesIO(content),
        name=f"gifts.{form}",
        register_date=date(2016, 6, 1),
        by=keeper,
        kind=ImportKind.GIFTS,
    )
    imports.match_columns(
        register_import=made,
        mapping=imports.columns_of(made),
        order=DateOrder.DAY_FIRST,
        policy=ImportPolicy.ALL_OR_NOTHING,
        by=keeper,
    )
    imports_working.work_on_imports()
    assert [row.problems for row in made.rows.all()] == [[]] * 5
    imports.load(register_import=made, by=keeper)
    imports_working.work_on_imports()

    first = table_of(content, form)
    second = table_of(exported(client, keeper, empty, form), form)
    assert len(first) == 6
    # Seats are of the committee that was left behind; posts of the body are the same.
    place = first[0].index("Position")
    assert [without(row, place) for row in second] == [
        without(row, place) for row in first
    ]
    mine = GiftOffer.objects.filter(organisation=empty)
    assert mine.get(description="Journey").publication == PublicationState.WITHHOLD
    reviewed = mine.get(description="Pen")
    assert (reviewed.reviewed_by, reviewed.giver_organisation.code) == (None, "P12345")


def without(row, place):
    return [*row[:place], *row[place + 1 :]]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_downloaded_register_loads_back_and_changes_nothing(
    client, register, take_in, havering, officer, form
):
    content = exported(client, officer, havering, form)
    before = list(GiftOffer.objects.order_by("pk").values())

    made = take_in(io.BytesIO(content), name=f"gifts.{form}", load=False)

    assert states(made) == [RowState.KNOWN] * 5
    assert list(GiftOffer.objects.order_by("pk").values()) == before


def test_row_becomes_one_entry_of_one_kind(take_in, officer):
    made = take_in(csv_file([line()]))
    interest = recorded(person=GiftOffer.objects.get().person, by=officer)

    with pytest.raises(IntegrityError), transaction.atomic():
        ImportRow.objects.filter(register_import=made).update(interest=interest)


def test_only_what_was_taken_in_may_be_reviewed_by_nobody(take_in, officer):
    take_in(csv_file([line()]))
    entries = GiftOffer.objects.filter(source=SourceKind.IMPORT)
    entries.update(reviewed_at=entries.get().recorded_at)

    with pytest.raises(IntegrityError), transaction.atomic():
        entries.update(source=SourceKind.EMAIL)
