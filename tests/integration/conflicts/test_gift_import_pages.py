"""The pages on which a register of gifts is taken in: those of interests, its words."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conflicts.actions import imports_working
from conflicts.enums import ImportKind, ImportState, RowState
from conflicts.models import GiftOffer, RegisterImport
from tests.factories.conflicts import ImportRowFactory, RegisterImportFactory
from tests.integration.conflicts.importing import media  # noqa: F401 # a fixture


pytestmark = pytest.mark.django_db
CSV = (
    "Recipient,Date offered,Donor,Details of gift,Value,Accepted/Declined,Reason\r\n"
    "Ann Smith,1/5/2015,Elm Ltd,Hamper,20,Declined,Policy\r\n"
    "Bob Jones,1/5/2015,A patient,Wine,approx £8,Accepted,Kindness\r\n"
)


@pytest.fixture
def as_officer(client, officer):
    client.force_login(officer)
    return client


def address(name, *args):
    return reverse(f"conflicts:{name}", args=args)


def text(page):
    return page.content.decode()


def upload(client, havering, content=CSV):
    return client.post(
        address("import_gifts", havering.pk),
        {
            "file": SimpleUploadedFile("gifts.csv", content.encode()),
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


def test_gift_import_from_upload_to_register(as_officer, havering):
    assert "Take in a register of gifts and hospitality" in text(
        as_officer.get(address("import_gifts", havering.pk))
    )
    page = text(upload(as_officer, havering))
    assert "Details of gift (Hamper; Wine)" in page
    assert "Estimated value in pounds" in page
    assert "Type of interest" not in page
    made = RegisterImport.objects.get()
    assert made.kind == ImportKind.GIFTS

    as_officer.post(address("import_columns", made.pk), columns(made))
    imports_working.work_on_imports()
    page = text(as_officer.get(address("import", made.pk)))
    assert "How the first rows are read" in page
    assert "Ann Smith (new)" in page
    assert "Elm Ltd: A supplier or contractor" in page
    assert "Gift: Hamper" in page
    assert "Gift: Wine" not in page
    page = text(as_officer.get(address("import_rows", made.pk)))
    assert "every value is an estimate, so write only 8." in page
    assert "Bob Jones" in page
    as_officer.post(address("import_load", made.pk))
    imports_working.work_on_imports()
    assert GiftOffer.objects.get().description == "Hamper"
    page = text(as_officer.get(address("import", made.pk)))
    assert "1 row to settle" in page
    assert "Nothing is loaded until every row" not in page

    where = address("import_row", made.pk, 3)
    said = {**made.rows.get(number=3).cells, "value": "about 8"}
    page = text(as_officer.get(where))
    assert "approx £8" in page
    assert "so write only 8." in text(as_officer.post(where, said))
    as_officer.post(where, {**said, "value": "8"})
    as_officer.post(address("import_load", made.pk))
    imports_working.work_on_imports()

    assert GiftOffer.objects.count() == 2
    page = text(as_officer.get(address("import", made.pk)))
    register = address("gift_register", havering.pk)
    assert f'href="{register}"' in page
    assert "Register of gifts and hospitality" in page
    page = text(as_officer.get(register))
    assert "Hamper" in page
    assert "£8" in page


def test_gift_page_of_an_entry_taken_in_says_what_is_not_known(as_officer, havering):
    content = CSV.replace("Reason\r", "Reason,Authorised by,Reviewed on\r")
    content = content.replace("Policy", "Policy,The chair,2/5/2015").replace(
        "approx £8,Accepted,Kindness", "8,Accepted,Kindness,,"
    )
    upload(as_officer, havering, content)
    made = RegisterImport.objects.get()
    as_officer.post(address("import_columns", made.pk), columns(made))
    imports_working.work_on_imports()
    as_officer.post(address("import_load", made.pk))
    imports_working.work_on_imports()

    page = text(
        as_officer.get(address("gift", GiftOffer.objects.get(value_pence=2000).pk))
    )

    assert "The chair, day not recorded" in page
    assert "2 May 2015, by the register taken in" in page
    assert "Imported from an earlier register" in page


def test_gift_import_says_which_column_is_missing(as_officer, havering):
    upload(as_officer, havering, CSV.replace("Value", "Colour"))
    made = RegisterImport.objects.get()

    page = as_officer.post(address("import_columns", made.pk), columns(made))

    assert "Say which column holds the estimated value." in text(page)
    made.refresh_from_db()
    assert made.state == ImportState.UPLOADED


def test_gift_import_is_offered_where_the_register_is_kept(
    client, officer, guardian, havering
):
    link = f'href="{address("import_gifts", havering.pk)}"'
    for user, is_offered in ((officer, True), (guardian, False)):
        client.force_login(user)
        assert (link in text(client.get(address("gift_register", havering.pk)))) == (
            is_offered
        )
    client.force_login(officer)
    assert link in text(client.get(address("imports")))


def test_gift_import_pages_are_for_officers_of_the_body(
    client, havering, guardian, outsider, gp_member
):
    made = RegisterImportFactory(organisation=havering, kind=ImportKind.GIFTS)
    ImportRowFactory(register_import=made, number=2, state=RowState.FAULTY)
    for user, status in ((outsider, 404), (gp_member, 404), (guardian, 403)):
        client.force_login(user)
        for name in ("import", "import_columns", "import_rows", "import_problems"):
            assert client.get(address(name, made.pk)).status_code == status
        assert client.get(address("import_row", made.pk, 2)).status_code == status
        where = address("import_gifts", havering.pk)
        assert client.get(where).status_code == status
        assert upload(client, havering).status_code == status
    assert RegisterImport.objects.count() == 1


def test_gift_import_preview_takes_as_many_queries_for_more(as_officer, havering):
    upload(as_officer, havering, CSV.replace("approx £8", "8"))
    made = RegisterImport.objects.get()
    as_officer.post(address("import_columns", made.pk), columns(made))
    imports_working.work_on_imports()

    def queries():
        with CaptureQueriesContext(connection) as found:
            page = text(as_officer.get(address("import", made.pk)))
        return len(found), page.count("(new)")

    both, shown = queries()
    made.rows.filter(number=3).update(state=RowState.FAULTY)
    assert shown == 2
    assert queries() == (both, 1)


def test_gift_import_pages_take_as_many_queries_for_more(as_officer, havering):
    made = RegisterImportFactory(
        organisation=havering, kind=ImportKind.GIFTS, state=ImportState.CHECKED
    )

    def queries():
        with CaptureQueriesContext(connection) as found:
            as_officer.get(address("import_rows", made.pk))
            as_officer.get(address("import", made.pk))
            as_officer.get(address("imports"))
        return len(found)

    ImportRowFactory(register_import=made, state=RowState.FAULTY)
    before = queries()
    ImportRowFactory.create_batch(3, register_import=made, state=RowState.FAULTY)
    RegisterImportFactory(organisation=havering, kind=ImportKind.GIFTS, sha256="1" * 64)

    assert queries() == before
