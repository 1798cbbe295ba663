"""Confirming, reviewing and signed returns: each page for its reader and for others."""

from __future__ import annotations

import io
from datetime import date

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from conflicts.actions import reviews
from conflicts.enums import Capacity
from conflicts.models import Attestation, Interest, ReturnFile
from tests.factories.committees import CcgFactory
from tests.factories.conflicts import (
    PositionFactory,
    ReturnFileFactory,
    ReturnFilePersonFactory,
    declared,
    recorded,
)
from tests.factories.people import PersonFactory, UserFactory
from tests.integration.conflicts.steps import day, text


SIGNED = date(2016, 5, 20)


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def pdf(pages: int = 2) -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as file:
        for _ in range(pages):
            file.add_blank_page()
        file.save(made)
    return made.getvalue()


@pytest.fixture
def practice(db):
    return CcgFactory(practice=True, name="Imagined Elm Surgery")


@pytest.fixture
def partner(practice, havering):
    return _works(practice, havering, Capacity.PRACTICE_PARTNER)


@pytest.fixture
def practice_manager(practice, havering):
    return UserFactory(person=_works(practice, havering, Capacity.PRACTICE_STAFF))


def _works(practice, organisation, capacity):
    return PositionFactory(
        person=PersonFactory(family_name="Ash"),
        organisation=organisation,
        capacity=capacity,
        title=capacity.label,
        practice=practice,
    ).person


def sent_in(client, user, practice, **typed):
    client.force_login(user)
    return client.post(
        reverse("conflicts:return_upload", args=[practice.pk]),
        {
            "file": SimpleUploadedFile("Dr Ash.pdf", pdf(), "application/pdf"),
            **day("signed_on", SIGNED),
            **typed,
        },
    )


def test_confirm_every_interest_in_one_page(client, gp_member):
    rows = [declared(by=gp_member, unlisted_name=name) for name in ("A", "B", "C")]
    client.force_login(gp_member)
    url = reverse("conflicts:confirm")
    typed = {
        f"answer_{rows[0].pk}": "still_true",
        f"answer_{rows[1].pk}": "changed",
        f"answer_{rows[2].pk}": "ended",
        **{f"version_{row.pk}": 1 for row in rows},
    }

    refused = client.post(url, typed)
    client.post(url, {**typed, **day(f"ended_on_{rows[2].pk}", date(2016, 5, 1))})

    assert "Enter the last day" in text(refused)
    attestation = Attestation.objects.get()
    assert not attestation.is_nil
    assert "at most 28 days" in attestation.statement
    assert Interest.objects.get(pk=rows[2].pk).to_on == date(2016, 5, 1)
    mine = text(client.get(reverse("conflicts:my_interests")))
    assert "Say how B reads now" in mine
    assert "You last confirmed your list on 1 June 2016" in mine


def test_confirm_shows_the_list_anew_when_it_changed(client, gp_member):
    row = declared(by=gp_member)
    client.force_login(gp_member)

    page = client.post(
        reverse("conflicts:confirm"),
        {f"answer_{row.pk}": "still_true", f"version_{row.pk}": 0},
    )

    assert "The list changed after you opened it" in text(page)


def test_nil_return_with_one_tap(client, gp_member):
    client.force_login(gp_member)
    url = reverse("conflicts:confirm")

    page = text(client.get(url))
    client.post(url)

    assert "I have nothing to declare, and know of nothing" in page
    assert Attestation.objects.get().is_nil
    mine = text(client.get(reverse("conflicts:my_interests")))
    assert "You last said that you have nothing to declare on 1 June 2016" in mine


def test_officer_records_a_nil_return_by_telephone(client, officer, paper_member):
    client.force_login(officer)
    url = reverse("conflicts:confirm_for", args=[paper_member.pk])

    refused = client.post(url, {"source_kind": "telephone"})
    client.post(url, {"source_kind": "telephone", **day("source_on", SIGNED)})

    assert "Enter the day on which it was signed or said" in text(refused)
    attestation = Attestation.objects.get()
    assert (attestation.source, attestation.made_on) == ("telephone", SIGNED)
    page = client.get(reverse("conflicts:person_interests", args=[paper_member.pk]))
    assert "Last nil return: 20 May 2016" in " ".join(text(page).split())


def test_returns_from_the_practice_to_the_settled_file(
    client, practice, practice_manager, partner, officer
):
    answer = sent_in(client, practice_manager, practice, **{f"page_{partner.pk}": 2})
    row = ReturnFile.objects.get()
    url = reverse("conflicts:return_file", args=[row.pk])
    assert answer.url == url
    assert "With the governance officer" in text(client.get(url))
    settle = reverse("conflicts:return_settle", args=[row.pk])
    assert client.post(settle).status_code == 403

    client.force_login(officer)
    assert "Imagined Elm Surgery" in text(client.get(reverse("conflicts:return_list")))
    page = client.get(url)
    (person,) = page.context["rows"]
    source = text(client.get(person["record_url"]))
    assert f"Signed returns {row.pk}, page 2" in source
    assert 'value="20"' in source
    early = client.post(settle, follow=True)
    assert "Record the return of" in text(early)
    confirm = client.post(
        person["confirm_url"],
        {"source_kind": "paper", **day("source_on", SIGNED)},
    )
    assert confirm.url == url
    client.post(settle)

    row.refresh_from_db()
    assert row.settled_by == officer
    assert Attestation.objects.get().return_file == row
    assert "Settled" in text(client.get(url))


def test_return_upload_refuses_in_sentences(
    client, practice, practice_manager, partner
):
    nobody = sent_in(client, practice_manager, practice)
    beyond = sent_in(client, practice_manager, practice, **{f"page_{partner.pk}": 3})
    wrong = sent_in(
        client,
        practice_manager,
        practice,
        file=SimpleUploadedFile("x.pdf", b"<html>"),
        **{f"page_{partner.pk}": 1},
    )

    assert "Say from which page the return of at least one is." in text(nobody)
    assert "there is no page 3" in text(beyond)
    assert "The file is not a PDF" in text(wrong)
    assert not ReturnFile.objects.exists()


def test_return_page_sends_one_page_to_its_readers(
    client, practice, practice_manager, partner, officer, outsider
):
    sent_in(client, practice_manager, practice, **{f"page_{partner.pk}": 1})
    row = ReturnFile.objects.get()
    url = reverse("conflicts:return_page", args=[row.pk, 2])

    client.force_login(officer)
    answer = client.get(url)
    with pikepdf.open(io.BytesIO(b"".join(answer.streaming_content))) as page:
        assert len(page.pages) == 1
    assert "Ash" not in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    beyond = reverse("conflicts:return_page", args=[row.pk, 3])
    assert client.get(beyond).status_code == 404
    for user in (outsider, UserFactory(person=partner)):
        client.force_login(user)
        assert client.get(url).status_code == 404
        assert (
            client.get(reverse("conflicts:return_file", args=[row.pk])).status_code
            == 404
        )


def test_return_pages_refuse_outsiders(client, outsider, guardian, practice, partner):
    url = reverse("conflicts:return_upload", args=[practice.pk])

    for user in (outsider, guardian):
        client.force_login(user)
        assert client.get(url).status_code == 404
    assert "No file waits." in text(client.get(reverse("conflicts:return_list")))


def test_confirm_for_with_a_file_that_is_not_theirs(client, officer, paper_member):
    client.force_login(officer)
    url = reverse("conflicts:confirm_for", args=[paper_member.pk])

    assert client.get(f"{url}?file=99999").status_code == 404
    assert client.get(f"{url}?file=x").status_code == 200


def test_review_from_question_to_agreement(client, gp_member, officer):
    interest = declared(by=gp_member)
    client.force_login(officer)
    client.post(reverse("conflicts:ask", args=[interest.pk]), {"words": "Hours?"})
    client.force_login(gp_member)
    mine = text(client.get(reverse("conflicts:my_interests")))
    client.post(reverse("conflicts:answer", args=[interest.pk]), {"words": "Two."})
    client.force_login(officer)
    agree = reverse("conflicts:agree", args=[interest.pk])
    typed = {"mitigation": "Leaves.", "reason": "Direct.", "seen_version": 0}

    stale = client.post(agree, typed)
    client.post(agree, {**typed, "seen_version": 1})

    assert "Hours?" in mine
    assert "Somebody changed this interest" in text(stale)
    assert "Leaves." in text(stale)
    assert stale.context["form"]["seen_version"].value() == "1"
    page = text(client.get(reverse("conflicts:interest", args=[interest.pk])))
    for words in ("Hours?", "Two.", "Leaves.", "Action taken: from “nothing”"):
        assert words in page


@pytest.mark.parametrize(
    ("mitigation", "asked"),
    [("Her brother John Smith leaves too.", True), ("Leaves the room.", False)],
)
def test_agreeing_asks_about_a_name_in_words_that_are_published(
    client, gp_member, officer, mitigation, asked
):
    interest = declared(by=gp_member)
    client.force_login(officer)

    url = reverse("conflicts:agree", args=[interest.pk])
    typed = {"mitigation": mitigation, "reason": "Direct.", "seen_version": 1}
    said = text(client.post(url, typed, follow=True))

    assert "What is done about it is agreed." in said
    hint = "“brother John Smith” may be somebody&#x27;s name: read the entry once more."
    assert (hint in said) is asked


def test_review_pages_refuse(client, gp_member, guardian, outsider, officer):
    interest = declared(by=gp_member)
    reviews.ask(interest=interest, words="Hours?", by=officer)
    urls = [
        reverse(f"conflicts:{name}", args=[interest.pk])
        for name in ("ask", "agree", "answer")
    ]

    seen = {}
    for name, user in {
        "own": gp_member,
        "guardian": guardian,
        "outsider": outsider,
        "officer": officer,
    }.items():
        client.force_login(user)
        seen[name] = [client.get(url).status_code for url in urls]

    assert seen == {
        "own": [403, 403, 200],
        "guardian": [403, 403, 403],
        "outsider": [404, 404, 404],
        "officer": [200, 200, 200],
    }


def test_line_manager_reaches_the_interest_and_not_the_person(
    client, gp_member, havering
):
    interest = declared(by=gp_member, restricted_note="Her brother is ill.")
    line_manager = UserFactory()
    PositionFactory(
        person=gp_member.person,
        organisation=havering,
        line_manager=line_manager.person,
    )
    client.force_login(line_manager)
    url = reverse("conflicts:interest", args=[interest.pk])

    mine = text(client.get(reverse("conflicts:my_interests")))
    page = client.get(url)

    assert f'href="{url}"' in mine
    assert page.status_code == 200
    assert "Her brother is ill." not in text(page)
    assert "Agree what is done" in text(page)
    person = reverse("conflicts:person_interests", args=[gp_member.person_id])
    assert client.get(person).status_code == 404
    assert person not in text(page)


def test_forms_to_print_are_tagged(client, gp_member, officer, paper_member, outsider):
    declared(by=gp_member, unlisted_name="Elm Rooms Ltd")
    recorded(person=paper_member, by=officer)
    client.force_login(gp_member)
    urls = [reverse("conflicts:blank_form"), reverse("conflicts:own_form")]
    person = reverse("conflicts:person_form", args=[paper_member.pk])

    for url in urls:
        answer = client.get(url)
        content = b"".join(answer.streaming_content)
        with pikepdf.open(io.BytesIO(content)) as made:
            assert "/StructTreeRoot" in made.Root
            assert str(made.docinfo["/Title"]) == "Declaration of interests"
    assert client.get(person).status_code == 404
    client.force_login(outsider)
    assert client.get(person).status_code == 404
    client.force_login(officer)
    assert client.get(person).status_code == 200


def test_pages_take_as_many_queries_with_twice_the_rows(
    client, practice, havering, officer, gp_member, django_assert_max_num_queries
):
    interest = declared(by=gp_member)
    counts = []
    for number in range(2):
        people = [
            _works(practice, havering, Capacity.PRACTICE_PARTNER) for _ in range(2)
        ]
        for row in ReturnFile.objects.all():
            for person in people:
                ReturnFilePersonFactory(return_file=row, person=person)
        ReturnFileFactory(organisation=practice)
        reviews.ask(interest=interest, words=f"Question {number}", by=officer)
        reviews.ask(interest=interest, words=f"And {number}", by=officer)
        client.force_login(officer)
        urls = [
            reverse("conflicts:return_list"),
            reverse("conflicts:interest", args=[interest.pk]),
            reverse("conflicts:return_upload", args=[practice.pk]),
            reverse("conflicts:return_file", args=[ReturnFile.objects.last().pk]),
        ]
        found = []
        for url in urls:
            with django_assert_max_num_queries(25) as captured:
                assert client.get(url).status_code == 200
            found.append(len(captured))
        counts.append(found)

    assert counts[0] == counts[1]
