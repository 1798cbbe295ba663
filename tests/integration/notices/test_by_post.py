"""A standing choice of post: every letter on paper, whatever mail address there is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from core.errors import RuleBroken
from core.models import AuditEvent
from notices import registry
from notices.actions import choices, dispatch, letters
from notices.actions.letters import plan
from notices.actions.merging import turn_to
from notices.enums import Channel, Status
from notices.letters import MAIL_CHECK, TOGETHER
from notices.models import Letter, ReminderChoice
from notices.preview import foresee
from notices.words import write
from tests.factories.meetings import gather
from tests.factories.notices import LetterFactory, ReminderChoiceFactory
from tests.factories.people import PersonFactory, UserFactory


pytestmark = pytest.mark.django_db

# A Wednesday.
NOW = datetime(2016, 6, 1, 9, 0, tzinfo=UTC)
HOME = "1 Invented Street\nRomford\nRM1 1AA"
ONE, TWO = "test_one", "test_two"


@pytest.fixture
def _reminders(monkeypatch):
    monkeypatch.setattr(registry, "_renderers", dict(registry._renderers))
    monkeypatch.setattr(registry, "_reminders", dict(registry._reminders))
    for kind in (ONE, TWO):

        @registry.renders(kind, reminder=f"Words of {kind}")
        def words(letter):
            return write(
                letter.person,
                subject=f"About {letter.kind}",
                words="It waits.",
                link="See it",
                path=f"/{letter.kind}/",
                why="it waits for you",
            )


@pytest.fixture
def posted():
    """Somebody with both addresses who wants all letters by post."""
    person = PersonFactory(postal_address=HOME)
    ReminderChoiceFactory(person=person, is_by_post=True)
    return person


def status_of(letter):
    letter.refresh_from_db()
    return letter.status


def words_of(page):
    return " ".join(page.content.decode().split())


def test_who_chose_post_is_posted_every_letter_although_there_is_a_mail_address(
    smtp_peer, posted
):
    letter = LetterFactory(kind=MAIL_CHECK, person=posted)
    other = LetterFactory(kind=MAIL_CHECK)

    assert dispatch.send_due(now=NOW) == 1

    assert not smtp_peer.to(posted.email)
    assert smtp_peer.to(other.person.email)
    assert status_of(letter) == Status.TO_PRINT
    assert letter.channel == Channel.POST
    assert letter.addressed_to == f"{posted}\n{HOME}"


def test_what_was_chosen_before_a_letter_is_written_holds_for_it(smtp_peer):
    """Planned while mail was wanted, it goes by post; and the other way round."""
    user = UserFactory()
    type(user.person).objects.filter(pk=user.person_id).update(postal_address=HOME)
    user.person.refresh_from_db()
    first = LetterFactory(kind=MAIL_CHECK, person=user.person)
    choices.choose_post(person=user.person, is_by_post=True, by=user)
    dispatch.send_due(now=NOW)
    assert status_of(first) == Status.TO_PRINT

    choices.choose_post(person=user.person, is_by_post=False, by=user)
    LetterFactory(kind=MAIL_CHECK, person=user.person, occasion="again")
    dispatch.send_due(now=NOW)

    assert len(smtp_peer.to(user.person.email)) == 1
    # What waits to be printed stays there: it may be on paper already.
    assert status_of(first) == Status.TO_PRINT


def test_without_a_postal_address_any_more_the_letter_goes_by_mail(smtp_peer, posted):
    type(posted).objects.filter(pk=posted.pk).update(postal_address=" ")
    letter = LetterFactory(kind=MAIL_CHECK, person=posted)

    dispatch.send_due(now=NOW)

    assert status_of(letter) == Status.SENT
    assert smtp_peer.to(posted.email)


def test_preview_counts_who_chose_post_as_posted_and_what_is_sent_agrees(
    smtp_peer, posted
):
    admin, by_mail = UserFactory(administrator=True), PersonFactory()

    def act():
        for person in (posted, by_mail):
            plan(
                kind=MAIL_CHECK,
                about=f"person:{person.pk}",
                person=person,
                due_at=NOW,
                by=admin,
            )

    seen = foresee(act, by=admin)
    act()
    dispatch.send_due(now=NOW)

    assert (seen.by_mail, seen.by_post, seen.out_of_reach) == (1, 1, [])
    foreseen = {
        one.person: Channel.MAIL if one.mail else Channel.POST for one in seen.readers
    }
    assert foreseen == {one.person: one.channel for one in Letter.objects.all()}


@pytest.mark.usefixtures("_reminders")
def test_reminders_of_one_day_are_posted_as_one_letter_and_not_mailed_as_well(
    smtp_peer, posted
):
    parts = [LetterFactory(kind=kind, person=posted) for kind in (ONE, TWO)]

    for _ in range(2):
        dispatch.send_due(now=NOW)

    carrier = Letter.objects.get(kind=TOGETHER)
    assert (carrier.status, carrier.channel) == (Status.TO_PRINT, Channel.POST)
    assert {status_of(one) for one in parts} == {Status.TOGETHER}
    assert "/test_one/" in carrier.text
    assert "/test_two/" in carrier.text
    assert not smtp_peer.messages


@pytest.mark.usefixtures("_reminders")
def test_weekly_reader_by_post_gets_the_week_in_one_envelope(smtp_peer):
    person = PersonFactory(postal_address=HOME)
    ReminderChoiceFactory(person=person, is_weekly=True, is_by_post=True)
    first = LetterFactory(kind=ONE, person=person, due_at=NOW)
    later = LetterFactory(kind=TWO, person=person, due_at=NOW + timedelta(days=2))

    for day in (0, 2):
        dispatch.send_due(now=NOW + timedelta(days=day))

    assert {status_of(first), status_of(later)} == {Status.TOGETHER}
    assert Letter.objects.with_status([Status.TO_PRINT]).count() == 1
    assert not smtp_peer.messages


@pytest.mark.usefixtures("_reminders")
def test_letter_that_somebody_decided_to_post_is_not_swallowed_by_a_mail(smtp_peer):
    """The officer has this one printed; the other reminders of the day go by mail."""
    admin, person = UserFactory(administrator=True), PersonFactory(postal_address=HOME)
    one = LetterFactory(kind=ONE, person=person)
    smtp_peer.refusing.add(person.email)
    dispatch.send_due(now=NOW)
    assert status_of(one) == Status.FAILED
    smtp_peer.refusing.clear()
    letters.send_by_post(letter=one, by=admin, now=NOW)
    two = LetterFactory(kind=TWO, person=person)

    dispatch.send_due(now=NOW)

    assert (status_of(one), status_of(two)) == (Status.TO_PRINT, Status.SENT)
    assert not Letter.objects.filter(kind=TOGETHER).exists()


def test_choose_post_needs_a_postal_address_and_says_so():
    user = UserFactory()

    with pytest.raises(RuleBroken) as refusal:
        choices.choose_post(person=user.person, is_by_post=True, by=user)

    assert refusal.value.verdict.code == "no_postal_address"
    assert not ReminderChoice.objects.exists()


def test_choose_post_writes_down_who_and_what_once():
    user = UserFactory()
    user.person.postal_address = HOME
    user.person.save()

    for is_by_post in (True, True, False):
        choice = choices.choose_post(
            person=user.person, is_by_post=is_by_post, by=user, now=NOW
        )

    told = AuditEvent.objects.about(choice).order_by("pk")
    assert [(one.event, one.details) for one in told] == [
        ("post.chosen", {"is_by_post": True}),
        ("post.chosen", {"is_by_post": False}),
    ]
    assert {one.actor_label for one in told} == {user.label}
    assert (choice.changed_at, choice.changed_by) == (NOW, user)


def test_choose_post_is_for_the_person_and_the_officers_who_keep_their_record():
    cast = gather(1)
    person = cast.gp_seated.person
    person.postal_address = HOME
    person.save()

    for by in (cast.neighbour_officer, cast.chair, cast.outsider):
        with pytest.raises(RuleBroken) as refusal:
            choices.choose_post(person=person, is_by_post=True, by=by)
        assert refusal.value.verdict.code == "post_not_yours"
    for by in (cast.officer, cast.gp_seated, UserFactory(administrator=True)):
        choice = choices.choose_post(person=person, is_by_post=True, by=by)
        assert choice.is_by_post
        choices.choose_post(person=person, is_by_post=False, by=by)


def test_reminders_are_chosen_without_losing_what_the_officer_said_of_post():
    cast = gather(1)
    user = cast.gp_seated
    user.person.postal_address = HOME
    user.person.save()
    choices.choose_post(person=user.person, is_by_post=True, by=cast.officer)

    said = {"person": user.person, "unwanted": [], "by": user}
    assert choices.choose(is_weekly=True, **said).is_by_post
    assert not choices.choose(is_weekly=True, is_by_post=False, **said).is_by_post


def test_own_page_offers_post_and_says_where_it_goes(client):
    user = UserFactory()
    client.force_login(user)
    address = reverse("notices:my_reminders")
    said = {"how_often": "daily", "wanted": [], "channel": "post"}
    refused = words_of(client.post(address, said))
    assert "There is no postal address" in refused
    assert not ReminderChoice.objects.exists()
    user.person.postal_address = HOME
    user.person.save()

    page = client.post(address, said, follow=True)

    assert ReminderChoice.objects.get(person=user.person).is_by_post
    assert "Your letters go by post to:" in words_of(page)
    assert "1 Invented Street" in words_of(page)
    assert page.context["form"].initial["channel"] == "post"


def test_officer_finds_a_reader_by_name_and_has_their_letters_posted(
    client, django_assert_max_num_queries
):
    cast = gather(1)
    person = cast.gp_seated.person
    person.postal_address = HOME
    person.save()
    client.force_login(cast.officer)
    url = reverse("notices:readers")
    assert "Nobody here." in words_of(client.get(url))
    with django_assert_max_num_queries(14):
        found = words_of(client.get(url, {"name": person.family_name}))
    assert f'<h2 class="nhsuk-heading-s">{person}</h2>' in found

    for channel, words in (("post", "go by post from now on"), ("mail", "go by mail")):
        answer = client.post(
            reverse("notices:choose_post", args=[person.pk]),
            {"channel": channel},
            follow=True,
        )
        assert words in words_of(answer)
        choice = ReminderChoice.objects.get(person=person)
        assert choice.is_by_post == (channel == "post")
        assert (str(person) in words_of(client.get(url))) == choice.is_by_post

    stranger = cast.neighbour_officer.person
    answer = client.post(
        reverse("notices:choose_post", args=[stranger.pk]), {"channel": "post"}
    )
    assert answer.status_code == 404
    assert "Nobody here." in words_of(client.get(url, {"name": str(stranger)}))


def test_officer_is_told_what_is_missing_to_post(client):
    cast = gather(1)
    client.force_login(cast.officer)
    url = reverse("notices:choose_post", args=[cast.gp_seated.person_id])

    answer = client.post(url, {"channel": "post"}, follow=True)

    assert "There is no postal address of" in words_of(answer)
    assert not ReminderChoice.objects.exists()


def test_post_that_a_duplicate_chose_holds_for_who_remains(posted):
    into = PersonFactory(postal_address=HOME)

    turn_to(duplicate=posted, into=into)

    assert ReminderChoice.objects.get(person=into).is_by_post
