"""Said in a meeting, written down by the officer, confirmed by the person."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conflicts.actions import attestations, interests, reviews, spoken
from conflicts.actions.attestations import Said, Source
from conflicts.actions.declarations import declaration_of
from conflicts.enums import Answer, SourceKind
from conflicts.facts.spoken import waiting_to_be_confirmed, waits_to_be_confirmed
from conflicts.models import Interest
from core.errors import RuleBroken
from core.models import AuditEvent
from desk.facts.spoken import own_words_to_confirm
from notices import registry
from notices.actions import dispatch
from notices.courier import Courier
from notices.enums import Status
from notices.models import Letter
from people.models import User
from tests.factories.conflicts import RuleSetFactory, declaration, recorded
from tests.factories.people import UserFactory


def said(person, by, **words):
    return interests.record_for(
        person=person,
        declaration=declaration(**words),
        source=SourceKind.MEETING,
        source_on=date(2016, 5, 31),
        source_reference="Meeting of 31 May 2016, item 4",
        by=by,
    )


def address(interest):
    return reverse("conflicts:spoken", args=[interest.pk])


def refusal(**given):
    with pytest.raises(RuleBroken) as refused:
        spoken.confirm(**given)
    return refused.value.verdict.code


def states():
    return set(Letter.objects.values_list("status", flat=True))


def test_said_in_a_meeting_is_asked_once_and_reminded_by_the_rules(
    gp_member, officer, havering
):
    RuleSetFactory(
        organisation=havering, declare_within_days=20, spoken_remind_after_days=[3, 10]
    )
    for _ in range(2):
        interest = said(gp_member.person, officer, unlisted_name="Elm Rooms Ltd")

    asked, *reminders = Letter.objects.order_by("due_at")
    assert (asked.kind, asked.person) == ("interest_spoken", gp_member.person)
    assert [one.occasion for one in reminders] == [
        "3 days after asking",
        "10 days after asking",
    ]
    for letter in (asked, *reminders):
        words = registry.render(letter)
        assert address(interest) in words.text
        assert "Elm Rooms" not in words.text + words.subject
    assert set(waiting_to_be_confirmed()) == {interest}


def test_what_came_by_e_mail_asks_nobody(gp_member, officer):
    interest = recorded(person=gp_member.person, by=officer)

    assert not Letter.objects.exists()
    assert not waits_to_be_confirmed(interest)
    assert spoken.confirm(interest=interest, seen_version=1, by=gp_member) == interest
    assert interest.last_confirmed_on is None


def test_one_tap_confirms_and_stops_the_letters(client, gp_member, officer):
    interest = said(gp_member.person, officer)
    client.force_login(gp_member)
    page = client.get(address(interest)).content.decode()
    assert "This is right" in page
    assert "Meeting of 31 May 2016, item 4" in page
    assert reverse("conflicts:correct", args=[interest.pk]) in page
    assert Interest.objects.get().last_confirmed_on is None

    for _ in range(2):
        sent = client.post(address(interest), {"seen_version": "1"}, follow=True)

    assert "It is confirmed." in sent.content.decode()
    assert Interest.objects.get().last_confirmed_on == date(2016, 6, 1)
    assert states() == {Status.DROPPED}
    event = AuditEvent.objects.get(event="interest.confirmed")
    assert event.details == {"version": 1, "confirmed_on": "2016-06-01"}
    assert "Nothing waits" in client.get(address(interest)).content.decode()
    assert not waiting_to_be_confirmed().exists()


def test_a_name_in_what_was_said_is_asked_about(client, gp_member, officer):
    words = "Employed with Dr Jane Patel"
    interest = said(gp_member.person, officer, description=words)
    client.force_login(gp_member)
    read = reverse("conflicts:interest", args=[interest.pk])

    for url in (address(interest), read):
        page = client.get(url).content.decode()
        assert "Is this a name?" in page
        assert "“Dr Jane Patel”" in page


def test_the_officer_records_how_and_when_it_was_confirmed(
    client, paper_member, officer
):
    interest = said(paper_member, officer)
    client.force_login(officer)
    page = client.get(address(interest)).content.decode()
    assert "This is right" not in page
    missing = client.post(address(interest), {"seen_version": "1"}).content.decode()
    assert "Say how they confirmed it" in missing

    def record(day):
        return client.post(
            address(interest),
            {
                "seen_version": "1",
                "source_kind": "telephone",
                "source_on_0": str(day),
                "source_on_1": "6",
                "source_on_2": "2016",
            },
        )

    assert "It cannot be in the future" in record(2).content.decode()
    assert record(1).status_code == 302
    assert Interest.objects.get().last_confirmed_on == date(2016, 6, 1)
    read = client.get(reverse("conflicts:interest", args=[interest.pk]))
    assert (
        f"<li>1 June 2016, on its own (telephone), recorded by {officer.label}</li>"
        in read.content.decode()
    )
    event = AuditEvent.objects.get(event="interest.confirmed")
    assert (event.summary, event.actor_label) == ("Telephone.", officer.label)


def test_who_never_signs_in_gets_the_words_to_print(paper_member, officer, settings):
    type(paper_member).objects.filter(pk=paper_member.pk).update(email="")
    paper_member.refresh_from_db()
    interest = said(paper_member, officer, unlisted_name="Elm Rooms Ltd")
    letter = Letter.objects.get(kind="interest_spoken")
    Letter.objects.filter(pk=letter.pk).update(
        status=Status.CLAIMED, claimed_at=letter.due_at
    )

    with Courier() as courier:
        # The words are frozen on the row; nothing is handed to the mail server.
        assert dispatch.send(letter.pk, courier=courier) == Status.TO_PRINT

    letter.refresh_from_db()
    assert "Elm Rooms Ltd" in letter.text
    assert "GP partner" in letter.text
    assert "Meeting of 31 May 2016" in letter.text
    assert "http" not in letter.text

    spoken.confirm(
        interest=interest,
        seen_version=1,
        source=Source(SourceKind.PAPER, date(2016, 6, 1)),
        by=officer,
    )
    assert states() == {Status.DROPPED}


@pytest.mark.parametrize("how", ["corrected", "ended", "attested"])
def test_what_completes_it_otherwise_stops_the_letters(how, gp_member, officer):
    interest = said(gp_member.person, officer)
    if how == "corrected":
        interests.correct(
            interest=interest,
            declaration=declaration_of(interest),
            reason="Two rooms.",
            seen_version=1,
            by=gp_member,
        )
    elif how == "ended":
        interests.end(interest=interest, on=date(2016, 5, 31), by=gp_member)
    else:
        attestations.attest(
            person=gp_member.person,
            answers={interest.pk: Said(Answer.STILL_TRUE, 1)},
            statement="Complete.",
            by=gp_member,
        )

    assert states() == {Status.DROPPED}
    assert not waiting_to_be_confirmed().exists()
    assert registry.render(Letter.objects.first()) is None


def test_agreeing_what_is_done_confirms_nothing(gp_member, officer):
    interest = said(gp_member.person, officer)
    reviews.agree(
        interest=interest,
        mitigation="Leaves.",
        reason="Direct.",
        seen_version=1,
        by=officer,
    )

    assert waits_to_be_confirmed(interest)
    code = refusal(interest=interest, seen_version=1, by=gp_member)
    assert code == "interest_changed"
    spoken.confirm(interest=interest, seen_version=2, by=gp_member)
    assert not waits_to_be_confirmed(interest)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (None, "source"),
        (Source(SourceKind.EMAIL), "source_undated"),
        (Source(SourceKind.EMAIL, date(2016, 6, 2)), "source_in_future"),
        (Source(SourceKind.EMAIL, date(2016, 5, 30)), "confirmed_too_early"),
    ],
)
def test_confirm_refuses_a_source_that_cannot_be(source, code, gp_member, officer):
    interest = said(gp_member.person, officer)

    given = {"interest": interest, "seen_version": 1, "by": officer, "source": source}
    assert refusal(**given) == code
    assert states() == {Status.PLANNED}


def test_the_wrong_person_confirms_nothing(
    client, gp_member, officer, guardian, outsider, paper_member
):
    interest = said(gp_member.person, officer)
    other = UserFactory(person=paper_member)
    for user, status in ((other, 404), (outsider, 404), (guardian, 403)):
        client.force_login(user)
        assert client.get(address(interest)).status_code == status
        sent = client.post(address(interest), {"seen_version": "1"})
        assert sent.status_code == status
        code = refusal(interest=interest, seen_version=1, by=user)
        assert code == "register_not_kept_by_you"
    assert waits_to_be_confirmed(interest)


def test_an_old_page_confirms_nothing(client, gp_member, officer):
    interest = said(gp_member.person, officer)
    reviews.agree(
        interest=interest,
        mitigation="Leaves.",
        reason="Direct.",
        seen_version=1,
        by=officer,
    )
    client.force_login(gp_member)

    page = client.post(address(interest), {"seen_version": "1"}).content.decode()

    assert "Read it once more" in page
    assert waits_to_be_confirmed(interest)


def test_the_first_screen_asks_until_it_is_confirmed(gp_member, officer):
    interest = said(gp_member.person, officer, unlisted_name="Elm Rooms Ltd")

    (task,) = own_words_to_confirm(gp_member.person_id)
    assert (task.url, "Elm Rooms Ltd" in task.title) == (address(interest), True)
    assert list(own_words_to_confirm(officer.person_id)) == []

    spoken.confirm(interest=interest, seen_version=1, by=gp_member)
    assert list(own_words_to_confirm(gp_member.person_id)) == []


def test_what_waits_stands_above_the_list_of_its_person(client, gp_member, officer):
    interest = said(gp_member.person, officer, unlisted_name="Elm Rooms Ltd")
    of_person = reverse("conflicts:person_interests", args=[gp_member.person_id])
    asks = "Said in a meeting and not confirmed yet: Elm Rooms Ltd"
    mine = reverse("conflicts:my_interests")
    for user, page in ((gp_member, mine), (officer, of_person)):
        client.force_login(user)
        words = client.get(page).content.decode()
        assert asks in words
        assert f'href="{address(interest)}"' in words
    spoken.confirm(interest=interest, seen_version=1, by=gp_member)

    assert asks not in client.get(of_person).content.decode()


def test_the_page_takes_as_many_queries_for_more(client, gp_member, officer):
    first = said(gp_member.person, officer)
    client.force_login(gp_member)
    counts = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as found:
            assert client.get(address(first)).status_code == 200
        counts.append(len(found))
        said(gp_member.person, officer, unlisted_name=f"Company {len(counts)}")
        User.objects.get(pk=gp_member.pk)

    assert counts[1] == counts[2]
