"""Day one: an existing register comes in whole, or in part, never by half."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

import openpyxl
import pytest
from django.utils import timezone

from commissioning.models import OrganisationName
from conflicts.actions import imports, imports_rows, imports_working
from conflicts.actions import interests as interest_actions
from conflicts.actions.attestations import Said, Source, attest
from conflicts.enums import Answer, ImportPolicy, ImportState, RowState, SourceKind
from conflicts.facts.imports import as_written
from conflicts.facts.register_entries import entries_of
from conflicts.facts.registers import Whose, register_as_at
from conflicts.models import Interest, InterestVersion, Position
from conflicts.rules.register_columns import FULL
from core import clock
from core.errors import RuleBroken
from core.models import AuditEvent
from people.models import Person
from tests.factories.committees import CcgFactory
from tests.factories.conflicts import PositionFactory, recorded
from tests.factories.people import PersonFactory
from tests.integration.conflicts.importing import (  # noqa: F401 # fixtures
    AS_AT,
    HEADINGS,
    bad,
    csv_file,
    line,
    media,
    take_in,
)


pytestmark = pytest.mark.django_db


def xlsx_file(lines, headings=HEADINGS):
    book = openpyxl.Workbook()
    for row in (headings, *lines):
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    kept.seek(0)
    return kept


def states(made):
    return [row.state for row in made.rows.order_by("number")]


def test_register_comes_in_with_its_first_version_on_the_declared_day(
    take_in, havering, officer
):
    made = take_in(csv_file([line()]))

    interest = Interest.objects.get()
    assert (made.state, states(made)) == (ImportState.LOADED, [RowState.LOADED])
    assert (interest.person.given_name, interest.concern) == ("Ann1", "Elm Trading Ltd")
    assert interest.source == SourceKind.IMPORT
    assert interest.source_reference == "Line 2 of register.csv"
    day = timezone.make_aware(datetime(2015, 2, 10))  # noqa: DTZ001 # made aware, or a cell of a workbook
    assert interest.versions.get().known_from == day
    assert InterestVersion.objects.as_known(day).count() == 1
    assert Position.objects.get(person=interest.person).organisation == havering
    (event,) = AuditEvent.objects.about(interest)
    assert (event.event, event.actor_label) == ("interest.imported", officer.label)


def test_what_the_earlier_register_confirmed_stays_in_the_register_of_then(
    take_in, havering, officer, settings
):
    headings = [*HEADINGS, "Last confirmed on"]
    take_in(csv_file([[*line(), "01/03/2016"]], headings=headings))
    interest = Interest.objects.get()
    june = clock.today()
    settings.QUORATE_TODAY = june + timedelta(days=90)

    def confirmed_then():
        register = register_as_at(Whose(organisation=havering), june)
        (entry,) = entries_of(register, register.rows(), with_notes=False)
        return entry.last_confirmed_on

    assert confirmed_then() == interest.last_confirmed_on == date(2016, 3, 1)
    attest(
        person=interest.person,
        answers={interest.pk: Said(Answer.STILL_TRUE, interest.version)},
        statement="It is complete.",
        source=Source(SourceKind.PAPER, clock.today()),
        by=officer,
    )
    interest.refresh_from_db()
    assert interest.last_confirmed_on == clock.today()
    assert confirmed_then() == date(2016, 3, 1)


def test_same_file_twice_changes_nothing(take_in):
    made = take_in(csv_file([line(), line(2)]))

    again = take_in(csv_file([line(), line(2)]))

    assert again == made
    assert Interest.objects.count() == 2


def test_same_rows_in_another_file_are_known(take_in):
    take_in(csv_file([line(), line(2)]))

    made = take_in(csv_file([line(2), line(), line(3), line(3)]), name="second.csv")

    known, loaded = RowState.KNOWN, RowState.LOADED
    assert states(made) == [known, known, loaded, known]
    assert (
        Interest.objects.count(),
        Person.objects.filter(family_name="Smith").count(),
    ) == (3, 3)


def test_row_corrected_on_the_register_since_is_still_known(take_in, officer):
    take_in(csv_file([line()]))
    interest = Interest.objects.get()
    interest_actions.end(interest=interest, on=date(2016, 5, 1), by=officer)

    made = take_in(csv_file([line()], encoding="utf-16"), load=False)

    assert states(made) == [RowState.KNOWN]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_every_sane_encoding_is_read(take_in, encoding):
    take_in(csv_file([line(Surname="Müller", Description="Owner – “Elm”")], encoding))

    interest = Interest.objects.get()
    assert interest.person.family_name == "Müller"
    assert interest.description == "Owner – “Elm”"


def test_workbook_with_dates_and_formulas_as_text(take_in):
    day = datetime(2015, 2, 10)  # noqa: DTZ001 # made aware, or a cell of a workbook
    lines = [line(**{"Date declared": day, "Description": "=1+1"})]
    take_in(xlsx_file(lines))

    interest = Interest.objects.get()
    assert interest.declared_on == date(2015, 2, 10)
    assert interest.description == "=1+1"


def test_bodies_are_found_by_code_then_name_else_unlisted(take_in):
    coded, named = CcgFactory(practice=True), CcgFactory(practice=True)
    take_in(
        csv_file(
            [
                line(1, Organisation="", **{"ODS code": coded.code}),
                line(2, Organisation=named.name.upper()),
                line(3),
            ]
        )
    )

    found = Interest.objects.order_by("pk")
    assert [each.organisation for each in found] == [coded, named, None]
    assert found[2].unlisted_name == "Elm Trading Ltd"


def test_persons_are_matched_by_name_and_address(take_in, havering):
    known = PersonFactory(
        given_name="Ann1", family_name="Smith", email="ANN1@elm.example"
    )
    nameless = PersonFactory(given_name="Ann2", family_name="Smith", email="")
    for person in (known, nameless):
        PositionFactory(person=person, organisation=havering)

    take_in(csv_file([line(1), line(2), line(2, Email="", Description="Owner")]))

    found = Interest.objects.order_by("pk")
    assert [each.person for each in found] == [known, nameless, nameless]


def test_namesake_of_no_body_is_offered_not_taken(take_in):
    namesake = PersonFactory(given_name="Ann1", family_name="Smith", email="")

    made = take_in(csv_file([line(1, Email=""), line(2)]), load=False)

    row = made.rows.get(state=RowState.FAULTY)
    ((field, sentence),) = row.problems
    assert field == "person"
    assert str(namesake) in sentence


def test_name_in_two_words_is_known_however_it_is_parted(take_in, havering):
    known = PersonFactory(given_name="Jan", family_name="van der Berg", email="")
    double = PersonFactory(given_name="Ann", family_name="Smith Jones", email="")
    for person in (known, double):
        PositionFactory(person=person, organisation=havering)
    headings = ["Name", "Type", "Organisation", "Interest"]
    rows = [
        [name, "Financial", "Elm Trading Ltd", "Director"]
        for name in ("Jan van der Berg", "Ann Smith Jones")
    ]

    take_in(csv_file(rows, headings=headings))

    found = Interest.objects.order_by("pk")
    assert [each.person for each in found] == [known, double]


def shown_on(organisation, day):
    register = register_as_at(Whose(organisation=organisation), day)
    return [
        entry.name for entry in entries_of(register, register.rows(), with_notes=False)
    ]


def test_whoever_belongs_to_no_body_comes_on_the_register(take_in, havering, officer):
    address = {"email": "ann1@elm.example"}
    known = PersonFactory(given_name="Ann1", family_name="Smith", **address)

    take_in(csv_file([line(1), line(1, Description="Owner")]))

    position = Position.objects.get(person=known)
    assert (position.organisation, position.from_on) == (havering, date(2015, 2, 10))
    assert shown_on(havering, clock.today()) == [str(known)] * 2
    (event,) = AuditEvent.objects.about(position)
    assert (event.event, event.actor_label) == ("position.entered", officer.label)


def test_whoever_left_before_the_day_of_the_file_is_tied_from_that_day(
    take_in, havering
):
    known = PersonFactory(
        given_name="Ann1", family_name="Smith", email="ann1@elm.example"
    )
    until = {"from_on": date(2012, 1, 1), "to_on": date(2015, 12, 31)}
    PositionFactory(person=known, organisation=havering, **until)

    take_in(csv_file([line(1)]))

    latest = Position.objects.filter(person=known).latest("from_on")
    assert latest.from_on == AS_AT
    assert shown_on(havering, clock.today()) == [str(known)]


def test_whoever_left_after_the_day_of_the_file_is_not_tied_anew(take_in, havering):
    known = PersonFactory(
        given_name="Ann1", family_name="Smith", email="ann1@elm.example"
    )
    until = {"from_on": date(2012, 1, 1), "to_on": date(2016, 5, 15)}
    PositionFactory(person=known, organisation=havering, **until)

    take_in(csv_file([line(1)]))

    assert Position.objects.filter(person=known).count() == 1
    assert shown_on(havering, date(2016, 5, 1)) == [str(known)]


@pytest.mark.parametrize(
    ("called", "is_right"),
    [
        ("", True),
        ("Oak Surgery", True),
        ("OAK SURGERY", True),
        ("Oak Surgery (Dr Patel and partners)", True),
        ("Old Oak Practice", True),
        ("Acorn House", True),
        ("Elm Surgery", False),
        ("Maple Surgery", False),
    ],
)
def test_code_of_one_body_with_the_name_of_another_is_a_fault(
    take_in, called, is_right
):
    oak = CcgFactory(practice=True, name="Oak Surgery")
    CcgFactory(practice=True, name="Elm Surgery")
    OrganisationName.objects.create(
        organisation=oak,
        name="Acorn House",
        from_on=date(2010, 1, 1),
        to_on=date(2013, 12, 31),
    )
    row = line(1, Organisation=called, **{"ODS code": oak.code})

    made = take_in(csv_file([row]), load=False)

    if is_right:
        assert states(made) == [RowState.CLEAN]
    else:
        ((field, sentence),) = made.rows.get().problems
        assert field == "organisation_code"
        assert f"{oak.code} is the code of Oak Surgery, not of “{called}”" in sentence


def test_person_in_doubt_is_offered_never_guessed(take_in, havering, officer):
    other = PersonFactory(given_name="Ann1", family_name="Smith", email="a@b.example")
    PositionFactory(person=other, organisation=havering)
    made = take_in(csv_file([line(1), line(2)]), ImportPolicy.CLEAN_ROWS)
    row = made.rows.get(state=RowState.FAULTY)
    assert row.problems[0][0] == "person"
    assert str(other) in row.problems[0][1]

    imports_rows.correct(row=row, cells={"person": str(other.pk)}, by=officer)
    imports.load(register_import=made, by=officer)
    imports_working.work_on_imports()

    made.refresh_from_db()
    assert made.state == ImportState.LOADED
    assert Interest.objects.filter(person=other).count() == 1


def test_person_of_another_body_is_never_offered(take_in, outsider):
    person = outsider.person
    take_in(
        csv_file(
            [line(Forename=person.given_name, Surname=person.family_name, Email="")]
        )
    )

    assert Interest.objects.get().person != person


def test_all_or_nothing_loads_nothing_while_a_row_is_wrong(take_in, officer):
    made = take_in(csv_file([line(1), bad(1)]), load=False)

    with pytest.raises(RuleBroken, match="1 rows are to be put right"):
        imports.load(register_import=made, by=officer)
    assert Interest.objects.count() == 0

    row = made.rows.get(state=RowState.FAULTY)
    assert row.problems == [
        ["from_on", "“31/02/2016” is not a date: write day/month/year."]
    ]
    imports_rows.drop(row=row, reason="He left in 2015.", by=officer)
    imports.load(register_import=made, by=officer)
    imports_working.work_on_imports()
    assert Interest.objects.count() == 1


def test_clean_rows_load_while_others_wait_and_are_sent_again(take_in, officer):
    made = take_in(csv_file([line(1), bad(1), bad(2)]), ImportPolicy.CLEAN_ROWS)
    assert (made.state, Interest.objects.count()) == (ImportState.SETTLING, 1)
    sheet = openpyxl.load_workbook(
        io.BytesIO(imports_rows.problems_sheet(made))
    ).worksheets[0]
    rows = [list(row) for row in sheet.values]
    assert rows[0][:2] == ["Line", "What to put right"]
    where = rows[0].index("From")
    rows[1][where] = "01/03/2016"

    right = imports_rows.send_again(
        register_import=made,
        file=xlsx_file([[each or "" for each in row] for row in rows[1:]], rows[0]),
        by=officer,
    )

    assert right == 1
    imports.load(register_import=made, by=officer)
    imports_working.work_on_imports()
    made.refresh_from_db()
    assert (made.state, Interest.objects.count()) == (ImportState.SETTLING, 2)
    last = made.rows.get(state=RowState.FAULTY)
    imports_rows.drop(row=last, reason="Twice in the file.", by=officer)
    made.refresh_from_db()
    assert made.state == ImportState.LOADED


def test_export_loads_back_and_changes_nothing(
    take_in, officer, paper_member, havering
):
    recorded(person=paper_member, by=officer, is_indirect=True, relationship="spouse")
    recorded(
        person=paper_member,
        by=officer,
        organisation=None,
        unlisted_name="=Elm, “Trading”",
        description="@home\nand away",
        from_on=None,
        consents_to_publication=False,
        refusal_reason="Harm.",
    )

    def cell(interest, column):
        if column.key in {"given_name", "family_name", "email"}:
            return getattr(interest.person, column.key)
        if column.key in {"reference", "position"}:
            return str(interest.pk)
        text = as_written(interest, column.key)
        return f"'{text}" if text[:1] in set("=+-@") else text

    file = csv_file(
        [[cell(each, c) for c in FULL] for each in Interest.objects.order_by("pk")],
        headings=[column.heading for column in FULL],
    )
    before = list(InterestVersion.objects.values())

    made = take_in(file, load=False)

    assert states(made) == [RowState.KNOWN, RowState.KNOWN]
    assert list(InterestVersion.objects.values()) == before


def test_export_changed_by_hand_is_told_apart(take_in, officer, paper_member):
    interest = recorded(person=paper_member, by=officer)
    cells = {
        "Reference": str(interest.pk),
        "Given name": paper_member.given_name,
        "Family name": paper_member.family_name,
        "Type of interest": "Financial",
        "Organisation": interest.concern,
        "Interest": "Something else",
    }

    made = take_in(csv_file([list(cells.values())], headings=list(cells)), load=False)

    ((field, sentence),) = made.rows.get().problems
    assert field == "reference"
    assert "in other words (Interest)" in sentence
