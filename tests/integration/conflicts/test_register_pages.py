"""Registers as pages and files, for their readers and for others."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from conflicts.actions import interests
from conflicts.enums import SourceKind
from conflicts.views import exports
from tests.factories.committees import CcgFactory, holder_of, working_committee
from tests.factories.conflicts import declaration, declared, recorded


JUNE = date(2016, 6, 1)


def body(response) -> bytes:
    assert response.status_code == 200
    if response.streaming:
        return b"".join(response.streaming_content)
    return response.content


def file_url(committee, form="csv", **query):
    return reverse("conflicts:committee_register_file", args=[committee.slug, form])


def rows_of(response) -> list[dict[str, str]]:
    text = body(response).decode().removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def kept(gp_member, paper_member, officer, committee):
    return [
        declared(
            by=gp_member, unlisted_name="=HYPERLINK(1)", restricted_note="In confidence"
        ),
        recorded(person=paper_member, by=officer, nature="personal"),
    ]


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("committee_register", "committee"),
        ("committee_since", "committee"),
        ("organisation_register", "organisation"),
        ("organisation_since", "organisation"),
    ],
)
def test_register_pages_are_for_those_who_keep_and_oversee(
    name,
    of,
    client,
    kept,
    committee,
    havering,
    officer,
    guardian,
    auditor,
    gp_member,
    outsider,
):
    key = committee.slug if of == "committee" else havering.pk
    urls = [reverse(f"conflicts:{name}", args=[key])]
    if "register" in name:
        urls += [
            reverse(f"conflicts:{name}_file", args=[key, form])
            for form in exports.FORMS
        ]
    inside = 403 if of == "committee" else 404
    for user, status in (
        (officer, 200),
        (guardian, 200),
        (auditor, 200),
        (gp_member, inside),
        (outsider, 404),
    ):
        client.force_login(user)
        assert {client.get(url).status_code for url in urls} == {status}, user
    client.logout()
    assert {client.get(url).status_code for url in urls} == {302}


def test_person_register_is_for_the_person_and_their_keepers(
    client, kept, gp_member, officer, auditor, outsider, paper_member
):
    pk = gp_member.person_id
    urls = [
        reverse("conflicts:person_register", args=[pk]),
        reverse("conflicts:person_register_file", args=[pk, "csv"]),
    ]
    for user, status in (
        (gp_member, 200),
        (officer, 200),
        (auditor, 200),
        (outsider, 404),
    ):
        client.force_login(user)
        assert {client.get(url).status_code for url in urls} == {status}
    client.force_login(gp_member)
    other = reverse("conflicts:person_register", args=[paper_member.pk])
    assert client.get(other).status_code == 404


def test_register_as_at_an_earlier_day(client, kept, committee, officer, gp_member):
    client.force_login(officer)
    url = reverse("conflicts:committee_register", args=[committee.slug])

    earlier = client.get(url, {"on": "2016-05-01"})
    to_come = client.get(url, {"on_0": "2", "on_1": "6", "on_2": "2016"})

    assert earlier.context["found"].total == 0
    assert (
        "as it stood in the record at the end of that day" in earlier.content.decode()
    )
    assert "There is no register of a day to come" in to_come.content.decode()
    assert to_come.context["found"].total == 2
    bad = client.get(file_url(committee), {"on": "2016-06-02"})
    assert bad.status_code == 404


def test_register_is_ordered_and_filtered(
    client, kept, committee, havering, officer, paper_member
):
    recorded(
        person=paper_member,
        by=officer,
        unlisted_name="Aardvark Ltd",
        is_indirect=True,
        relationship="spouse",
    )
    working_committee(organisation=havering, by=officer)
    client.force_login(officer)
    url = reverse("conflicts:organisation_register", args=[havering.pk])

    def shown(**query) -> int:
        return client.get(url, query).context["found"].total

    assert shown() == 3
    assert shown(nature="indirect") == 1
    assert shown(nature="personal") == 1
    assert shown(committee=committee.slug) == 3
    other = havering.committees.exclude(pk=committee.pk).get()
    assert shown(committee=other.slug) == 0
    assert shown(q="aardvark ltd") == 1
    assert shown(q="aardvark nothing") == 0
    for key in ("organisation", "-organisation", "from", "declared", "name", "bad"):
        assert client.get(url, {"sort": key}).status_code == 200
    up = client.get(url, {"sort": "declared"}).content.decode()
    down = client.get(url, {"sort": "-declared"}).content.decode()
    assert up.index("Aardvark") < up.index("=HYPERLINK")
    assert down.index("Aardvark") > down.index("=HYPERLINK")


def test_register_shows_agreement_lateness_and_publication(
    client, committee, officer, gp_member
):
    from conflicts.models import Interest, Review
    from core import clock

    interest = declared(by=gp_member, became_aware_on=date(2016, 1, 1))
    Interest.objects.update(publication="withhold")
    Review.objects.create(
        interest=interest,
        version=1,
        act="agreed",
        words="Leaves.",
        written_at=clock.now(),
        written_by=officer,
    )
    client.force_login(officer)

    page = client.get(reverse("conflicts:committee_register", args=[committee.slug]))

    shown = page.content.decode()
    assert f"Action agreed by {officer.label}" in shown
    assert "124 days late" in shown
    assert "Withheld" in shown


def test_csv_makes_formulas_harmless_and_names_body_edition_and_day(
    client, kept, committee, officer
):
    client.force_login(officer)

    answer = client.get(file_url(committee))

    assert answer.streaming
    assert (
        f"register-of-interests-{committee.name.lower().replace(' ', '-')}-full-2016-06-01"
        in answer["Content-Disposition"]
    )
    rows = rows_of(answer)
    assert "'=HYPERLINK(1)" in {row["Organisation"] for row in rows}
    assert {row["Position"] for row in rows} == {
        f"GP member, {committee.short_name}",
        f"Registered nurse, {committee.short_name}",
    }


def test_csv_tells_notes_to_officer_and_guardian_only(
    client, kept, committee, officer, guardian, auditor
):
    for user, is_told in ((officer, True), (guardian, True), (auditor, False)):
        client.force_login(user)
        told = {
            row["Restricted note"] for row in rows_of(client.get(file_url(committee)))
        }
        assert ("In confidence" in told) == is_told


def test_csv_of_a_part_says_so(client, kept, committee, officer):
    client.force_login(officer)

    answer = client.get(file_url(committee), {"nature": "personal"})

    assert "-full-part-2016" in answer["Content-Disposition"]
    assert len(rows_of(answer)) == 1


def test_xlsx_holds_days_and_who_is_silent(client, kept, committee, officer):
    client.force_login(officer)

    book = load_workbook(io.BytesIO(body(client.get(file_url(committee, "xlsx")))))

    rows = list(book["Interests"].values)
    assert len(rows) == 3
    found = dict(zip(rows[0], rows[1], strict=True))
    assert found["Declared on"].date() in {JUNE, date(2016, 5, 3)}
    told = {cell for row in rows for cell in row}
    assert "'=HYPERLINK(1)" in told
    names = [row[0] for row in book["No interest declared"].values]
    assert str(holder_of(committee, "Lay chair")) in names


def test_json_is_a_register(client, kept, committee, officer):
    client.force_login(officer)

    read = json.loads(body(client.get(file_url(committee, "json"))))

    assert read["edition"] == "full"
    assert len(read["interests"]) == 2
    assert len(read["nonReturns"]) == 6


def test_pdf_is_tagged(client, kept, committee, officer):
    client.force_login(officer)

    made = body(client.get(file_url(committee, "pdf")))

    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang) == "en-GB"
        assert "Full register of interests" in str(pdf.docinfo.get("/Title", ""))


def test_pdf_of_too_many_entries_is_refused(
    client, kept, committee, officer, monkeypatch
):
    monkeypatch.setattr(exports, "PDF_ROWS", 1)
    client.force_login(officer)

    answer = client.get(file_url(committee, "pdf"))

    assert answer.status_code == 403
    assert "Choose a committee or a kind" in answer.content.decode()


def test_file_of_an_unknown_form_is_not_there(client, kept, committee, officer):
    client.force_login(officer)

    assert client.get(file_url(committee, "docx")).status_code == 404


def test_since_tells_added_changed_and_ended(
    client, committee, havering, officer, gp_member, paper_member, settings
):
    settings.QUORATE_TODAY = date(2016, 5, 1)
    first = declared(by=gp_member, unlisted_name="First")
    second = declared(by=gp_member, unlisted_name="Second")
    settings.QUORATE_TODAY = JUNE
    interests.correct(
        interest=first,
        declaration=declaration(unlisted_name="First", description="Salaried"),
        reason="Corrected.",
        seen_version=1,
        by=gp_member,
    )
    interests.end(interest=second, on=date(2016, 5, 20), by=gp_member)
    recorded(person=paper_member, by=officer, unlisted_name="Third")
    client.force_login(officer)

    for name, key in (
        ("committee_since", committee.slug),
        ("organisation_since", havering.pk),
    ):
        url = reverse(f"conflicts:{name}", args=[key])
        page = client.get(url, {"first": "2016-05-02", "last": "2016-06-01"})
        shown = page.content.decode()
        assert "from “GP partner” to “Salaried”" in shown
        assert "Second, ended on 20 May 2016" in shown
        assert "Third" in shown
        quiet = client.get(url, {"first": "2016-05-02", "last": "2016-05-03"})
        assert "Nothing changed." in quiet.content.decode()
        wrong = client.get(url, {"first": "2016-06-02", "last": "2016-06-02"})
        assert "Choose today or a day before" in wrong.content.decode()
        assert client.get(url).status_code == 200


@pytest.mark.parametrize("on", ["", "2016-05-31"])
def test_pages_and_files_take_the_same_queries_with_twice_the_rows(
    on, client, committee, officer, gp_member, paper_member, settings
):
    counts = []
    client.force_login(officer)
    for _ in range(2):
        settings.QUORATE_TODAY = date(2016, 5, 31)
        for number in range(3):
            interests.record_for(
                person=paper_member,
                declaration=declaration(unlisted_name=f"{len(counts)} {number}"),
                source=SourceKind.EMAIL,
                source_on=date(2016, 5, 3),
                by=officer,
            )
        settings.QUORATE_TODAY = JUNE
        found = []
        for url in (
            reverse("conflicts:committee_register", args=[committee.slug]),
            file_url(committee),
            file_url(committee, "json"),
        ):
            with CaptureQueriesContext(connection) as queries:
                body(client.get(url, {"on": on} if on else {}))
            found.append(len(queries))
        counts.append(found)

    assert counts[0] == counts[1]
    assert max(counts[0]) <= 24


def test_csv_is_read_batch_by_batch(committee, officer, paper_member):
    from conflicts.facts import register_entries
    from conflicts.facts.registers import Whose, register_as_at

    surgery = CcgFactory(practice=True)
    for number in range(5):
        recorded(
            person=paper_member,
            by=officer,
            organisation=surgery,
            description=f"Number {number}",
        )
    register = register_as_at(Whose(committee=committee), JUNE)
    rows = register_entries.in_name_order(register.rows())
    entries = register_entries.entries_of(register, rows, with_notes=False)

    with CaptureQueriesContext(connection) as queries:
        next(entries)

    assert len(queries) <= 6
    assert len(list(entries)) == 4
