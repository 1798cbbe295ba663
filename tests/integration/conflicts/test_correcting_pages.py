"""Correcting, ending and reading an interest."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from conflicts.models import DeclarationDraft
from tests.factories.conflicts import declared
from tests.factories.people import UserFactory
from tests.integration.conflicts.declaring_words import member  # noqa: F401 # fixtures
from tests.integration.conflicts.steps import (
    KIND,
    MINE,
    TIE,
    answer_all,
    day,
    step_url,
    text,
)


def correct_url(interest, step="check"):
    return reverse("conflicts:correct_step", args=[interest.pk, step])


def test_correct_changes_one_answer_and_keeps_the_others(client, member):
    interest = declared(by=member, mitigation="Leaves.", restricted_note="Brother ill.")

    start = client.get(reverse("conflicts:correct", args=[interest.pk]))
    client.post(correct_url(interest, "kind"), {"nature": "professional"})
    client.post(
        correct_url(interest),
        {"consent": "yes", "reason": "Unpaid.", "seen_version": "1"},
    )

    interest.refresh_from_db()
    assert start.url == correct_url(interest)
    assert (interest.nature, interest.version) == ("professional", 2)
    assert (interest.mitigation, interest.restricted_note) == (
        "Leaves.",
        "Brother ill.",
    )
    assert interest.from_on == date(2012, 4, 1)
    page = text(client.get(reverse("conflicts:interest", args=[interest.pk])))
    assert "Kind: from “Financial” to “Non-financial professional”" in page
    assert "Unpaid." in page


def test_correct_without_a_change_writes_nothing(client, member):
    interest = declared(by=member)

    client.post(
        correct_url(interest), {"consent": "yes", "reason": "x", "seen_version": "1"}
    )

    interest.refresh_from_db()
    assert interest.version == 1


def test_correct_a_stale_draft_shows_both_and_saves_on_the_second_try(
    client, member, officer
):
    interest = declared(by=member)
    tie = {**TIE, "description": "Mine"}
    client.post(correct_url(interest, "tie"), tie)
    client.force_login(officer)
    client.post(correct_url(interest, "tie"), {**TIE, "description": "Theirs"})
    sent = {"consent": "yes", "reason": "x", "seen_version": "1"}
    client.post(correct_url(interest), sent)
    client.force_login(member)

    page = client.post(correct_url(interest), {**sent, "reason": "y"})

    assert "“Theirs”, and yours: “Mine”" in text(page)
    assert page.context["form"]["seen_version"].value() == "2"
    client.post(correct_url(interest), {**sent, "reason": "y", "seen_version": "2"})
    interest.refresh_from_db()
    assert interest.description == "Mine"
    assert interest.version == 3


def test_end_by_the_member(client, member):
    interest = declared(by=member)

    client.post(
        reverse("conflicts:end", args=[interest.pk]),
        {**day("on", date(2016, 5, 31)), "reason": "Left the partnership."},
    )

    interest.refresh_from_db()
    assert interest.to_on == date(2016, 5, 31)
    page = text(client.get(reverse("conflicts:interest", args=[interest.pk])))
    assert "Ended: from “not stated” to “31 May 2016”" in page


def test_who_reads_an_interest_and_its_note(
    client, gp_member, officer, guardian, auditor, outsider, committee
):
    interest = declared(by=gp_member, restricted_note="Her brother is ill.")
    url = reverse("conflicts:interest", args=[interest.pk])
    colleague = UserFactory(person=committee.seats.first().appointments.get().person)

    seen = {}
    for name, user in {
        "own": gp_member,
        "officer": officer,
        "guardian": guardian,
        "auditor": auditor,
        "outsider": outsider,
        "colleague": colleague,
    }.items():
        client.force_login(user)
        answer = client.get(url)
        seen[name] = (answer.status_code, "Her brother is ill." in text(answer))

    assert seen == {
        "own": (200, True),
        "officer": (200, True),
        "guardian": (200, True),
        "auditor": (200, False),
        "outsider": (404, False),
        "colleague": (404, False),
    }


def test_history_keeps_the_note_from_those_who_do_not_read_it(
    client, gp_member, auditor
):
    interest = declared(by=gp_member)
    client.force_login(gp_member)
    client.post(correct_url(interest, "note"), {"restricted_note": "Brother ill."})
    client.post(
        correct_url(interest), {"consent": "yes", "reason": "x", "seen_version": "1"}
    )
    url = reverse("conflicts:interest", args=[interest.pk])

    own = text(client.get(url))
    client.force_login(auditor)
    audited = text(client.get(url))

    assert "to “Brother ill.”" in own
    assert "Brother ill." not in audited


def test_pages_that_change_are_for_the_person_and_the_officer(
    client, gp_member, guardian, outsider, paper_member
):
    interest = declared(by=gp_member)
    own = [
        reverse("conflicts:correct", args=[interest.pk]),
        correct_url(interest),
        correct_url(interest, "organisation"),
        reverse("conflicts:end", args=[interest.pk]),
    ]
    officers = [
        reverse("conflicts:record", args=[paper_member.pk]),
        reverse("conflicts:record_step", args=[paper_member.pk, "source"]),
        reverse("conflicts:confirm_for", args=[paper_member.pk]),
    ]

    for user, status in ((guardian, 403), (outsider, 404)):
        client.force_login(user)
        for url in [*own, *officers]:
            assert client.get(url).status_code == status, url
    client.force_login(gp_member)
    assert [client.get(url).status_code for url in own] == [302, 200, 200, 200]
    assert [client.get(url).status_code for url in officers] == [404, 404, 404]


def test_own_pages_take_as_many_queries_with_twice_the_rows(
    client, member, django_assert_max_num_queries
):
    counts = []
    for _ in range(2):
        for number in range(3):
            declared(by=member, unlisted_name=f"Rooms {len(counts)} {number}")
        with django_assert_max_num_queries(22) as captured:
            client.get(reverse("conflicts:my_interests"))
        with django_assert_max_num_queries(22) as more:
            client.get(reverse("conflicts:confirm"))
        counts.append((len(captured), len(more)))

    assert counts[0] == counts[1]


def test_questions_take_few_queries(client, member, django_assert_max_num_queries):
    answer_all(client)

    for step in ("kind", "whose", "organisation", "tie", "dates", "note", "check"):
        with django_assert_max_num_queries(12):
            assert client.get(step_url(step)).status_code == 200


def test_every_page_has_one_heading(client, officer, gp_member, paper_member):
    interest = declared(by=gp_member)
    client.force_login(officer)
    steps = ("kind", "whose", "organisation", "tie", "dates", "note")
    urls = [
        reverse("conflicts:my_interests"),
        reverse("conflicts:confirm"),
        reverse("conflicts:return_list"),
        *map(step_url, steps),
        reverse("conflicts:person_interests", args=[paper_member.pk]),
        reverse("conflicts:confirm_for", args=[gp_member.person_id]),
        reverse("conflicts:record_step", args=[paper_member.pk, "source"]),
        reverse("conflicts:interest", args=[interest.pk]),
        *[
            reverse(f"conflicts:{name}", args=[interest.pk])
            for name in ("ask", "agree")
        ],
        reverse("conflicts:answer", args=[interest.pk]),
        correct_url(interest),
        reverse("conflicts:end", args=[interest.pk]),
    ]

    for url in urls:
        answer = client.get(url)
        assert answer.status_code == 200, url
        assert text(answer).count("<h1") == 1, url


def test_declaring_in_other_hands_leaves_the_first_draft(client, member, officer):
    client.post(step_url("kind"), KIND)
    client.force_login(officer)

    client.post(
        reverse("conflicts:record_step", args=[member.person_id, "whose"]), MINE
    )

    assert DeclarationDraft.objects.count() == 2
    page = text(
        client.get(reverse("conflicts:person_interests", args=[member.person_id]))
    )
    assert page.count("have not sent it") == 1


def test_pages_of_an_interest_stand_where_their_reader_comes_from(
    client, gp_member, officer
):
    interest = declared(by=gp_member)
    own, held = [], []
    for user, found in ((gp_member, own), (officer, held)):
        client.force_login(user)
        for name in ("interest", "end", "answer"):
            page = client.get(reverse(f"conflicts:{name}", args=[interest.pk]))
            items = page.context["navigation"]
            found += [item.label for item in items if item.is_parent]

    assert own == ["My interests"] * 3
    assert held == ["Registers"] * 3
