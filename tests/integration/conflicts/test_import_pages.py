"""The pages of day one: imports, names not in the directory, duplicate entries."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conflicts.actions import imports_working
from conflicts.enums import ImportState, RowState
from conflicts.models import Interest, RegisterImport
from core.models import AuditEvent
from people.models import Person
from tests.factories.committees import CcgFactory
from tests.factories.conflicts import (
    ImportRowFactory,
    PositionFactory,
    RegisterImportFactory,
    recorded,
)
from tests.factories.people import PersonFactory, UserFactory


pytestmark = pytest.mark.django_db
CSV = (
    "Surname,Forename,Type,Organisation,Description,Declared,From\r\n"
    "Smith,Ann,Financial,Elm Ltd,Director,1/5/2015,1/4/2012\r\n"
    "Jones,Bob,Financial,Elm Ltd,Director,1/5/2015,31/02/2016\r\n"
)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def as_officer(client, officer):
    client.force_login(officer)
    return client


def address(name, *args):
    return reverse(f"conflicts:{name}", args=args)


def upload(client, havering, content=b"", name="register.csv"):
    return client.post(
        address("import_upload", havering.pk),
        {
            "file": SimpleUploadedFile(name, content or CSV.encode()),
            "register_date_0": "30",
            "register_date_1": "4",
            "register_date_2": "2016",
        },
        follow=True,
    )


def columns(made):
    return {
        **{f"column_{k}": str(n) for k, n in made.mapping.items() if k[0] != "_"},
        "date_order": "dmy",
        "policy": "clean_rows",
    }


def checked(client, havering):
    upload(client, havering)
    made = RegisterImport.objects.get()
    client.post(address("import_columns", made.pk), columns(made))
    imports_working.work_on_imports()
    made.refresh_from_db()
    return made


def test_import_from_upload_to_register(as_officer, havering):
    page = upload(as_officer, havering)
    assert "Match the columns" in page.content.decode()
    assert "Surname (Smith; Jones)" in page.content.decode()
    made = RegisterImport.objects.get()

    page = as_officer.post(
        address("import_columns", made.pk), columns(made), follow=True
    )
    assert "Checking the rows" in page.content.decode()
    imports_working.work_on_imports()
    page = as_officer.get(address("import", made.pk))
    assert "1 row to settle" in page.content.decode()
    assert "Ann Smith (new)" in page.content.decode()
    page = as_officer.get(address("import_rows", made.pk))
    assert "“31/02/2016” is not a date: write day/month/year." in page.content.decode()

    as_officer.post(address("import_load", made.pk))
    imports_working.work_on_imports()
    assert Interest.objects.count() == 1

    where = address("import_row", made.pk, 3)
    said = {**made.rows.get(number=3).cells, "from_on": "29/02/2016"}
    assert as_officer.get(where).status_code == 200
    page = as_officer.post(where, {**said, "from_on": "30/02/2016"})
    assert "“30/02/2016” is not a date" in page.content.decode()
    as_officer.post(where, said)
    as_officer.post(address("import_load", made.pk))
    imports_working.work_on_imports()

    assert Interest.objects.count() == 2
    made.refresh_from_db()
    assert made.state == ImportState.LOADED
    assert (
        "The register of" in as_officer.get(address("import", made.pk)).content.decode()
    )


def test_import_rows_left_out_downloaded_and_sent_again(as_officer, havering):
    made = checked(as_officer, havering)
    sheet = as_officer.get(address("import_problems", made.pk))
    assert sheet["Content-Disposition"].startswith("attachment")
    again = as_officer.post(
        address("import_rows", made.pk),
        {"file": SimpleUploadedFile("rows.xlsx", sheet.content)},
        follow=True,
    )
    assert "0 rows are right now." in again.content.decode()
    wrong = as_officer.post(
        address("import_rows", made.pk),
        {"file": SimpleUploadedFile("rows.csv", CSV.encode())},
    )
    assert "There is no column" in wrong.content.decode()

    where = address("import_row_drop", made.pk, 3)
    assert as_officer.get(where).status_code == 200
    assert "Say why" in as_officer.post(where, {"reason": ""}).content.decode()
    as_officer.post(where, {"reason": "He has left."})

    assert made.rows.get(number=3).state == RowState.DROPPED


def test_import_refusals_keep_the_page(as_officer, havering):
    page = upload(as_officer, havering, b"%PDF-1.4", "register.xlsx")

    assert "The file is no spreadsheet" in page.content.decode()
    assert RegisterImport.objects.count() == 0


def test_import_same_file_leads_to_its_import(as_officer, havering):
    made = checked(as_officer, havering)

    page = upload(as_officer, havering)

    assert page.redirect_chain[-1][0] == address("import", made.pk)


def test_import_abandoned(as_officer, havering):
    made = checked(as_officer, havering)

    as_officer.post(address("import_abandon", made.pk))

    made.refresh_from_db()
    assert made.state == ImportState.ABANDONED
    page = as_officer.post(address("import_load", made.pk), follow=True)
    assert "not checked yet" in page.content.decode()


IMPORT_PAGES = (
    "import",
    "import_columns",
    "import_progress",
    "import_rows",
    "import_problems",
)


@pytest.mark.parametrize("name", IMPORT_PAGES)
def test_import_pages_are_for_officers_of_the_body(
    client, havering, guardian, outsider, name
):
    made = RegisterImportFactory(organisation=havering)
    ImportRowFactory(register_import=made, number=2, state=RowState.FAULTY)
    for user, status in ((outsider, 404), (guardian, 403)):
        client.force_login(user)
        assert client.get(address(name, made.pk)).status_code == status
        assert client.get(address("import_row", made.pk, 2)).status_code == status
        assert client.post(address("import_load", made.pk)).status_code == status
        assert client.get(address("import_upload", havering.pk)).status_code == status


def test_import_lists_are_empty_for_others(client, gp_member, outsider, havering):
    made = RegisterImportFactory(organisation=havering)
    for user in (gp_member, outsider):
        client.force_login(user)
        assert made.name not in client.get(address("imports")).content.decode()


def test_import_rows_take_as_many_queries_for_more(as_officer, havering):
    made = RegisterImportFactory(organisation=havering, state=ImportState.CHECKED)

    def queries():
        with CaptureQueriesContext(connection) as found:
            as_officer.get(address("import_rows", made.pk))
            as_officer.get(address("imports"))
        return len(found)

    ImportRowFactory(register_import=made, state=RowState.FAULTY)
    before = queries()
    ImportRowFactory.create_batch(3, register_import=made, state=RowState.FAULTY)
    RegisterImportFactory(organisation=havering, sha256="1" * 64)

    assert queries() == before


def typed(person, officer, name="Elm Trading", **said):
    return recorded(
        person=person, by=officer, organisation=None, unlisted_name=name, **said
    )


def test_unlisted_names_are_matched_all_at_once(
    as_officer, officer, paper_member, gp_member
):
    elm = CcgFactory(practice=True, name="Elm Trading Limited")
    mine = typed(paper_member, officer)
    hers = typed(gp_member.person, officer, "ELM TRADING ")
    page = as_officer.get(address("unlisted")).content.decode()
    assert "2 interests" in page
    assert f"It is {elm.label}" in page

    as_officer.post(
        address("unlisted_match"), {"name": "elm trading", "organisation": elm.pk}
    )

    for interest in (mine, hers):
        interest.refresh_from_db()
        assert (interest.organisation, interest.unlisted_name) == (elm, "")
        assert "typed as" in interest.versions.last().reason
    assert (
        "Every name is settled" in as_officer.get(address("unlisted")).content.decode()
    )


def test_unlisted_name_by_company_number_goes_first(as_officer, officer, paper_member):
    CcgFactory(practice=True, name="Elm Trading Limited")
    right = CcgFactory(practice=True, name="Quite Another", company_number="01234567")
    typed(paper_member, officer, company_number="01234567")

    page = as_officer.get(address("unlisted")).content.decode()

    assert f"It is {right.label}" in page
    assert "Elm Trading Limited" not in page


def test_unlisted_name_looked_for_by_hand(as_officer, officer, paper_member):
    other = CcgFactory(practice=True, name="Riverside Holdings")
    typed(paper_member, officer)

    page = as_officer.get(
        address("unlisted_name"), {"name": "elm trading", "q": "river"}
    )

    assert other.name in page.content.decode()
    assert as_officer.get(address("unlisted_name"), {"name": "no"}).status_code == 404


def test_unlisted_truly_is_remembered_until_it_is_called_otherwise(
    as_officer, officer, paper_member
):
    interest = typed(paper_member, officer)

    as_officer.post(address("unlisted_keep"), {"name": "elm trading"})

    assert (
        "Every name is settled" in as_officer.get(address("unlisted")).content.decode()
    )
    assert AuditEvent.objects.about(interest)[0].event == "interest.not_listed"
    Interest.objects.filter(pk=interest.pk).update(unlisted_name="Elm Holdings")
    assert "elm holdings" in as_officer.get(address("unlisted")).content.decode()


def test_unlisted_pages_are_for_officers(
    client, officer, outsider, gp_member, paper_member
):
    elm = CcgFactory(practice=True, name="Elm Trading Limited")
    interest = typed(paper_member, officer)
    said = {"name": "elm trading", "organisation": elm.pk}
    client.force_login(gp_member)
    assert client.get(address("unlisted")).status_code == 404
    client.force_login(outsider)
    assert "elm trading" not in client.get(address("unlisted")).content.decode()
    assert client.post(address("unlisted_match"), said).status_code == 404
    assert client.post(address("unlisted_keep"), said).status_code == 404
    interest.refresh_from_db()
    assert interest.organisation is None


def test_unlisted_list_takes_as_many_queries_for_more(
    as_officer, officer, paper_member
):
    def queries():
        with CaptureQueriesContext(connection) as found:
            as_officer.get(address("unlisted"))
        return len(found)

    typed(paper_member, officer)
    typed(paper_member, officer, "Oak Trading")
    before = queries()
    for name in ("Ash Trading", "Birch Trading"):
        typed(paper_member, officer, name)

    assert queries() == before


@pytest.fixture
def pair(havering):
    first = PersonFactory(given_name="Ann", family_name="Smith", email="a@elm.example")
    second = PersonFactory(
        given_name="Anne", family_name="Smith", email="A@elm.example"
    )
    PositionFactory(person=first, organisation=havering)
    PositionFactory(person=second, organisation=havering)
    return first, second


def test_duplicates_are_suggested_compared_and_merged(as_officer, pair):
    first, second = pair
    page = as_officer.get(address("duplicates")).content.decode()
    assert "the same e-mail address" in page
    where = address("duplicate", first.pk, second.pk)
    assert "Side by side" in as_officer.get(where).content.decode()
    assert "Say how you know" in as_officer.post(where, {"reason": ""}).content.decode()

    as_officer.post(where, {"into": first.pk, "reason": "One telephone."})

    second.refresh_from_db()
    assert second.merged_into == first
    assert as_officer.get(where).status_code in {403, 404}


def test_duplicates_that_both_sign_in_are_refused_with_a_sentence(as_officer, pair):
    first, second = pair
    UserFactory(person=first)
    UserFactory(person=second)

    page = as_officer.post(
        address("duplicate", first.pk, second.pk),
        {"into": first.pk, "reason": "One telephone."},
    )

    assert "Both sign in" in page.content.decode()
    assert Person.objects.filter(merged_into__isnull=False).count() == 0


def test_duplicates_pages_for_others(client, pair, outsider, guardian, gp_member):
    first, second = pair
    where = address("duplicate", first.pk, second.pk)
    for user, listed, compared in (
        (outsider, 200, 404),
        (guardian, 404, 403),
        (gp_member, 404, 404),
    ):
        client.force_login(user)
        assert client.get(address("duplicates")).status_code == listed
        assert client.get(where).status_code == compared
    client.force_login(outsider)
    assert "Smith" not in client.get(address("duplicates")).content.decode()


def test_duplicates_take_as_many_queries_for_more(as_officer, pair, havering):
    def queries():
        with CaptureQueriesContext(connection) as found:
            as_officer.get(address("duplicates"))
        return len(found)

    before = queries()
    for person in PersonFactory.create_batch(3, given_name="Bo", family_name="Jones"):
        PositionFactory(person=person, organisation=havering)

    assert queries() == before
