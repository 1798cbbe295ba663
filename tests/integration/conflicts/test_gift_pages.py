"""The pages of gifts and hospitality, and their register."""

from __future__ import annotations

import io
import json
import re
from datetime import date

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from commissioning.enums import PostRole
from conflicts.enums import OfferKind, Outcome
from conflicts.models import GiftOffer
from conflicts.views import gift_files
from tests.factories.committees import CcgFactory, PostFactory, user_with_post
from tests.factories.conflicts import GiftOfferFactory, PositionFactory
from tests.factories.gifts import declared_gift
from tests.factories.people import UserFactory
from tests.fixtures.pdf_reading import tags_of, text_of
from tests.integration.conflicts.gift_words import DAY, SAID, _on_3_june_2019  # noqa: F401 # fixtures


def day(name, value: date) -> dict[str, object]:
    return {f"{name}_0": value.day, f"{name}_1": value.month, f"{name}_2": value.year}


def text(response) -> str:
    return response.content.decode()


def told(**said) -> dict[str, object]:
    return {
        "kind": "gift",
        "giver_kind": "patient",
        "giver_name": "Patient, family K",
        "value": "60",
        **day("offered_on", date(2019, 6, 1)),
        "description": "A hamper",
        "outcome": "for_organisation",
        "reason": "They wished to thank the team.",
        **said,
    }


def test_declare_gift_page_checks_first_and_keeps_what_was_typed(
    client, havering, gp_member
):
    client.force_login(gp_member)
    url = reverse("conflicts:declare_gift")

    first = text(client.get(url))
    checked = text(client.post(url, {**told(), "check": "yes"}))
    saved = client.post(
        url, {**told(), "organisation": havering.pk, "save": "yes"}, follow=True
    )

    assert "Describe it" not in first
    assert "on behalf of your organisation" in checked
    assert 'value="Patient, family K"' in checked
    assert "They wished to thank the team." in checked
    entry = GiftOffer.objects.get()
    assert (entry.value_pence, entry.organisation) == (6000, havering)
    assert "The entry is in the register." in text(saved)
    assert "A hamper" in text(saved)


def test_declare_gift_page_says_what_is_wrong_before_it_advises(client, gp_member):
    client.force_login(gp_member)

    page = text(
        client.post(
            reverse("conflicts:declare_gift"),
            {**told(value="lots", giver_kind=""), "check": "yes"},
        )
    )

    assert "Enter an amount in pounds" in page
    assert "Say who offered it" in page
    assert 'value="lots"' in page
    assert "Save the entry" not in page


@pytest.mark.parametrize(
    ("typed", "pence"), [("£60", 6000), ("1,250.5", 125050), ("0", 0), ("12.34", 1234)]
)
def test_declare_gift_page_reads_amounts(client, havering, gp_member, typed, pence):
    client.force_login(gp_member)

    client.post(
        reverse("conflicts:declare_gift"),
        {**told(value=typed), "organisation": havering.pk, "save": "yes"},
    )

    assert GiftOffer.objects.get().value_pence == pence


@pytest.mark.parametrize("typed", ["-1", "1.234", "NaN", "1e99", "twelve"])
def test_declare_gift_page_refuses_amounts_that_are_none(
    client, havering, gp_member, typed
):
    client.force_login(gp_member)

    answer = client.post(
        reverse("conflicts:declare_gift"),
        {**told(value=typed), "organisation": havering.pk, "save": "yes"},
    )

    assert answer.status_code == 200
    assert "value" in answer.context["form"].errors
    assert not GiftOffer.objects.exists()


def test_declare_gift_page_says_when_a_reason_is_missing(client, havering, gp_member):
    client.force_login(gp_member)

    page = text(
        client.post(
            reverse("conflicts:declare_gift"),
            {
                **told(outcome="accepted", reason=""),
                "organisation": havering.pk,
                "save": "yes",
            },
        )
    )

    assert "Say why it was accepted nevertheless" in page
    assert "A hamper" in page


def test_declare_gift_page_without_a_body_says_whom_to_ask(client, db):
    client.force_login(UserFactory())

    page = text(client.get(reverse("conflicts:declare_gift")))

    assert "Ask a governance officer" in page


def test_declare_gift_page_asks_for_the_body_where_there_are_several(
    client, havering, gp_member
):
    other = CcgFactory(name="NHS Redbridge CCG")
    PostFactory(person=gp_member.person, organisation=other, role=PostRole.AUTHOR)
    client.force_login(gp_member)

    page = text(client.get(reverse("conflicts:declare_gift")))

    assert "In whose register does it belong?" in page
    assert "NHS Redbridge CCG" in page


def test_gift_advice_is_a_fragment_for_what_is_typed_so_far(client, gp_member):
    client.force_login(gp_member)
    url = reverse("conflicts:gift_advice")

    pen = {"kind": "gift", "giver_kind": "supplier", "value": "5", "is_branded": "on"}
    advice = text(client.get(url, pen))
    nothing = text(client.get(url, {"kind": "gift"}))

    assert "no entry is needed" in advice
    assert "<html" not in advice
    assert nothing.strip() == ""


def test_gift_pages_for_a_sign_in_without_a_person(client, db):
    client.force_login(UserFactory(person=None))

    assert client.get(reverse("conflicts:declare_gift")).status_code == 403
    assert client.get(reverse("conflicts:gift_advice")).status_code == 403
    assert "Ask your governance officer" in text(
        client.get(reverse("conflicts:my_gifts"))
    )


def test_record_gift_page_by_the_officer(client, havering, officer, paper_member):
    client.force_login(officer)
    url = reverse("conflicts:record_gift", args=[paper_member.pk])
    source = {"source": "email", **day("source_on", date(2019, 6, 2))}

    advice = text(
        client.get(
            reverse("conflicts:record_gift_advice", args=[paper_member.pk]), told()
        )
    )
    answer = client.post(
        url, {**told(), **source, "organisation": havering.pk, "save": "yes"}
    )

    entry = GiftOffer.objects.get()
    assert "on behalf of your organisation" in advice
    assert answer.url == reverse("conflicts:gift", args=[entry.pk])
    assert entry.person == paper_member
    assert entry.declared_on == date(2019, 6, 2)


def test_record_gift_pages_for_others(
    client, guardian, outsider, paper_member, gp_member
):
    for name in ("record_gift", "record_gift_advice"):
        url = reverse(f"conflicts:{name}", args=[paper_member.pk])
        for user, status in ((guardian, 403), (outsider, 404), (gp_member, 404)):
            client.force_login(user)
            assert client.get(url).status_code == status


def test_gift_page_correct_and_review(client, havering, gp_member, officer):
    entry = declared_gift(by=gp_member, organisation=havering, **SAID)
    url = reverse("conflicts:gift", args=[entry.pk])
    client.force_login(officer)

    before = text(client.get(url))
    client.post(reverse("conflicts:review_gift", args=[entry.pk]))
    reviewed = text(client.get(url))
    form = text(client.get(reverse("conflicts:correct_gift", args=[entry.pk])))
    answer = client.post(
        reverse("conflicts:correct_gift", args=[entry.pk]),
        {
            **told(value="55"),
            "organisation": havering.pk,
            "correction_reason": "A receipt was found.",
        },
    )

    assert "Mark as reviewed" in before
    assert "Mark as reviewed" not in reviewed
    assert 'value="60"' in form
    row = GiftOffer.objects.get(corrects=entry)
    assert answer.url == reverse("conflicts:gift", args=[row.pk])
    assert "This entry was corrected" in text(client.get(url))
    assert "A receipt was found." in text(client.get(answer.url))


def test_correct_gift_page_keeps_what_was_typed(client, havering, gp_member):
    entry = declared_gift(by=gp_member, organisation=havering, **SAID)
    client.force_login(gp_member)

    page = text(
        client.post(
            reverse("conflicts:correct_gift", args=[entry.pk]),
            {**told(description="A basket"), "organisation": havering.pk},
        )
    )

    assert "Say why you correct it" in page
    assert "A basket" in page


@pytest.mark.parametrize("name", ["gift", "correct_gift"])
def test_gift_pages_of_another_body_are_not_there(
    client, havering, gp_member, outsider, name
):
    entry = declared_gift(by=gp_member, organisation=havering, **SAID)
    others = [outsider, user_with_post(CcgFactory(), PostRole.GUARDIAN), UserFactory()]

    for user in others:
        client.force_login(user)
        url = reverse(f"conflicts:{name}", args=[entry.pk])
        assert client.get(url).status_code == 404
        review = client.post(reverse("conflicts:review_gift", args=[entry.pk]))
        assert review.status_code == 404


def test_gift_pages_of_a_guardian_are_to_be_read(client, havering, gp_member, guardian):
    entry = declared_gift(by=gp_member, organisation=havering, **SAID)
    client.force_login(guardian)

    assert client.get(reverse("conflicts:gift", args=[entry.pk])).status_code == 200
    correct = reverse("conflicts:correct_gift", args=[entry.pk])
    assert client.get(correct).status_code == 403
    review = reverse("conflicts:review_gift", args=[entry.pk])
    assert client.post(review).status_code == 403


def test_gift_register_filters_by_what_is_asked(client, havering, gp_member, officer):
    declared_gift(by=gp_member, organisation=havering, description="Hamper A", **SAID)
    declared_gift(
        by=gp_member,
        organisation=havering,
        description="Dinner B",
        kind=OfferKind.HOSPITALITY,
        value_pence=3000,
        giver_name="Elm Rooms",
        outcome=Outcome.ACCEPTED,
        offered_on=date(2019, 5, 30),
    )
    declared_gift(
        by=gp_member,
        organisation=havering,
        description="Voucher C",
        kind=OfferKind.CASH,
        outcome=Outcome.ACCEPTED,
        reason="It could not be sent back.",
        offered_on=date(2019, 4, 1),
    )
    client.force_login(officer)
    url = reverse("conflicts:gift_register", args=[havering.pk])

    def shown(**query):
        page = text(client.get(url, query))
        found = {"Hamper A": "A", "Dinner B": "B", "Voucher C": "C"}
        return "".join(sign for words, sign in found.items() if words in page)

    assert shown() == "ABC"
    assert shown(kind="hospitality") == "B"
    assert shown(outcome="declined") == "A"
    assert shown(show="against") == "C"
    assert shown(show="unreviewed") == "ABC"
    assert shown(q="elm") == "B"
    assert shown(first="2019-05-01") == "AB"
    assert shown(last="2019-05-01") == "C"
    assert shown(as_at="2019-05-01") == ""
    assert shown(first="nonsense", kind="nonsense") == "ABC"
    none = text(client.get(url, {"first": "2019-06-02"}))
    assert "There are no entries in this period." in none


def test_gift_register_file_in_each_form(client, havering, gp_member, officer):
    declared_gift(
        by=gp_member, organisation=havering, description="=1+1 hamper", **SAID
    )
    client.force_login(officer)

    def body(kind):
        url = reverse("conflicts:gift_register_file", args=[havering.pk, kind])
        answer = client.get(url)
        assert answer.status_code == 200
        assert f".{kind}" in answer["Content-Disposition"]
        return b"".join(answer.streaming_content)

    table = body("csv").decode("utf-8-sig").splitlines()
    assert table[0].startswith("Name,Position,Kind,Date of offer")
    assert "'=1+1 hamper" in table[1]
    assert "60.00" in table[1]
    (entry,) = json.loads(body("json"))
    assert entry["Details"] == "=1+1 hamper"
    sheet = load_workbook(io.BytesIO(body("xlsx"))).active
    assert sheet.cell(2, 7).value == "'=1+1 hamper"
    assert sheet.max_row == 2


def test_gift_register_of_one_person_and_of_one_committee(
    client, havering, gp_member, officer, committee
):
    clerk = UserFactory()
    PositionFactory(person=clerk.person, organisation=havering)
    declared_gift(by=gp_member, organisation=havering, description="A hamper", **SAID)
    declared_gift(by=clerk, organisation=havering, description="A pen set", **SAID)
    client.force_login(officer)
    url = reverse("conflicts:gift_register", args=[havering.pk])
    whole = client.get(url).content.decode()
    assert f"?person={gp_member.person_id}" in whole

    for query, name in (
        ({"person": gp_member.person_id}, str(gp_member.person)),
        ({"committee": committee.slug}, committee.name),
    ):
        page = text(client.get(url, query))
        assert f"Only of {name}" in page
        assert "A hamper" in page
        assert "A pen set" not in page
        answer = client.get(
            reverse("conflicts:gift_register_file", args=[havering.pk, "pdf"]), query
        )
        words = " ".join(text_of(answer.content).split())
        assert f"Register of gifts and hospitality: {havering.name}, {name}" in words
        assert "A hamper" in words
        assert "A pen set" not in words

    stranger = UserFactory()
    nobody = text(client.get(url, {"person": stranger.person_id}))
    assert str(stranger.person) not in nobody
    assert "There are no entries" in nobody


def test_gift_register_opens_the_questions_for_whoever_asked_one(
    client, havering, officer
):
    client.force_login(officer)
    url = reverse("conflicts:gift_register", args=[havering.pk])

    def is_open(**query):
        folds = re.findall(
            r"<details[^>]*nhsuk-details[^>]*>", text(client.get(url, query))
        )
        assert folds
        return any(re.search(r"\sopen\b", fold) for fold in folds)

    assert is_open(kind="gift")
    assert not is_open()
    assert not is_open(person=officer.person_id)


def test_gift_register_pdf_is_tagged_and_has_every_word(
    client, havering, gp_member, officer
):
    declared_gift(
        by=gp_member, organisation=havering, description="=1+1 hamper", **SAID
    )
    client.force_login(officer)
    address = reverse("conflicts:gift_register_file", args=[havering.pk, "pdf"])

    answer = client.get(address)

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].endswith('.pdf"')
    assert "TH" in tags_of(answer.content)
    words = " ".join(text_of(answer.content).split())
    assert "=1+1 hamper" in words
    assert "£60.00" in words
    assert str(gp_member.person) in words
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"


def test_gift_register_pdf_of_too_many_is_refused_with_a_way_out(
    client, havering, gp_member, officer, monkeypatch
):
    monkeypatch.setattr(gift_files, "PDF_ROWS", 1)
    for words in ("A hamper", "A pen set"):
        declared_gift(by=gp_member, organisation=havering, description=words, **SAID)
    client.force_login(officer)

    answer = client.get(
        reverse("conflicts:gift_register_file", args=[havering.pk, "pdf"])
    )

    assert answer.status_code == 403
    assert "download the spreadsheet" in text(answer)


def test_gift_register_pages_for_others(client, havering, outsider, guardian):
    urls = [
        reverse("conflicts:gift_register", args=[havering.pk]),
        reverse("conflicts:gift_register_file", args=[havering.pk, "csv"]),
        reverse("conflicts:gift_people", args=[havering.pk]),
    ]
    for url in urls:
        client.force_login(outsider)
        assert client.get(url).status_code == 404
    client.force_login(guardian)
    assert [client.get(url).status_code for url in urls] == [200, 200, 403]
    strange = reverse("conflicts:gift_register_file", args=[havering.pk, "exe"])
    assert client.get(strange).status_code == 404


def test_gift_registers_and_people_lead_on(client, havering, officer, paper_member):
    client.force_login(officer)

    registers = text(client.get(reverse("conflicts:gift_registers")))
    people = text(client.get(reverse("conflicts:gift_people", args=[havering.pk])))
    client.force_login(UserFactory())
    none = text(client.get(reverse("conflicts:gift_registers")))

    assert reverse("conflicts:gift_register", args=[havering.pk]) in registers
    assert reverse("conflicts:record_gift", args=[paper_member.pk]) in people
    assert "You keep no register" in none


@pytest.mark.parametrize("name", ["gift_register", "my_gifts"])
def test_gift_lists_take_as_many_queries_with_twice_the_rows(
    client, havering, officer, name
):
    def add(count):
        for _ in range(count):
            GiftOfferFactory(
                organisation=havering, person=officer.person, offered_on=DAY
            )

    add(2)
    client.force_login(officer)
    args = [havering.pk] if name == "gift_register" else []
    url = reverse(f"conflicts:{name}", args=args)
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(url)
    add(4)
    with CaptureQueriesContext(connection) as many:
        client.get(url)

    assert len(few) == len(many)
