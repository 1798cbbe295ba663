"""Letters looked at before they go: word for word what is sent, and nothing is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.errors import RuleBroken
from meetings.enums import GatheringState
from meetings.models import CoverSheet, Gathering
from notices.actions import dispatch
from notices.actions.letters import plan
from notices.models import Letter
from notices.preview import foresee
from packs.actions import packs
from packs.models import Pack, PackState
from tests.factories.packs import built, dispatched, ready
from tests.fixtures.every_row import every_row


pytestmark = pytest.mark.django_db
LOOK = {"preview": "first"}


@pytest.fixture
def world():
    return ready()


def words(response):
    return " ".join(response.content.decode().split())


def written(letter):
    """Have a planned letter written and frozen as it is when it goes."""
    Letter.objects.filter(pk=letter.pk).update(status="claimed", claimed_at=clock.now())
    return dispatch.begin(letter.pk)


def test_preview_is_what_is_sent_to_the_reader_word_for_word(world):
    cast, _matters = world
    pack = built(cast)
    reader = cast.gp_seated.person
    send = {"pack": pack, "by": cast.officer}

    seen = foresee(lambda: packs.send(**send), by=cast.officer, written_to=reader.pk)
    packs.send(**send)

    letters = Letter.objects.about(f"pack:{pack.pk}")
    assert seen.reader.person == reader
    assert {one.person for one in seen.readers} == {one.person for one in letters}
    assert seen.words.text.startswith(f"Dear {reader},")
    assert "made for you" in seen.words.text
    assert [one.name for one in seen.words.attachments] == ["invitation.ics"]


@pytest.mark.django_db(transaction=True)
def test_preview_of_one_reader_is_the_letter_they_get(world):
    cast, _matters = world
    pack = built(cast)
    reader = cast.gp_seated.person
    seen = foresee(
        lambda: packs.send(pack=pack, by=cast.officer),
        by=cast.officer,
        written_to=reader.pk,
    )

    packs.send(pack=pack, by=cast.officer)

    sent = written(Letter.objects.get(about=f"pack:{pack.pk}", person=reader))
    assert (sent.subject, sent.text) == (seen.words.subject, seen.words.text)


def test_preview_of_a_pack_leaves_every_row_as_it_was(client, world):
    cast, _matters = world
    pack = built(cast)
    client.force_login(cast.officer)
    before = every_row()

    shown = words(client.post(reverse("packs:send", args=[pack.pk]), LOOK))

    assert every_row() == before
    assert Pack.objects.get().state == PackState.BUILT
    readers = pack.copies.count()
    assert f"{readers} readers: {readers} by mail, 0 by post." in shown
    assert "Nothing has been sent or changed yet." in shown
    assert "reminders would follow on later days" not in shown
    assert "BEGIN:VCALENDAR" in shown
    assert shown.count("Show this letter") == readers


def test_preview_shows_the_letter_of_whoever_is_chosen(client, world):
    cast, _matters = world
    pack = built(cast)
    client.force_login(cast.officer)
    url = reverse("packs:send", args=[pack.pk])
    other = cast.chair.person

    chosen = words(client.post(url, {"preview": str(other.pk)}))
    unknown = client.post(url, {"preview": "99999999999999"})

    assert f"As {other} would read it" in chosen
    assert f"Dear {other}," in chosen
    assert unknown.status_code == 200
    assert "would read it" in words(unknown)


def test_preview_names_whom_no_letter_reaches(client, world):
    cast, _matters = world
    pack = built(cast)
    lost, posted = cast.gp_seated.person, cast.chair.person
    for person, address in ((lost, ""), (posted, "1 Invented Street\nIlford")):
        type(person).objects.filter(pk=person.pk).update(
            email="", postal_address=address
        )
        type(person.user).objects.filter(person=person).update(person=None)
    client.force_login(cast.officer)

    shown = words(client.post(reverse("packs:send", args=[pack.pk]), LOOK))

    assert "No letter reaches everybody" in shown
    assert f"<li>{lost}</li>" in shown
    assert "1 by post, 1 not at all." in shown


def test_preview_refuses_what_sending_refuses(client, world):
    cast, matters = world
    pack = built(cast)
    CoverSheet.objects.filter(item=matters["Alpha"]).update(summary="")
    client.force_login(cast.officer)

    answer = client.post(reverse("packs:send", args=[pack.pk]), LOOK, follow=True)

    checks = reverse("meetings:preflight", args=[cast.gathering.pk])
    assert answer.redirect_chain[-1][0] == checks
    with pytest.raises(RuleBroken):
        foresee(lambda: packs.send(pack=pack, by=cast.chair), by=cast.chair)


@pytest.mark.parametrize("who", ["guardian", "chair", "outsider", "neighbour_officer"])
def test_preview_is_for_whoever_may_send(client, world, who):
    cast, _matters = world
    pack = built(cast)
    client.force_login(getattr(cast, who))

    answer = client.post(reverse("packs:send", args=[pack.pk]), LOOK)

    assert answer.status_code in (403, 404)


def test_sent_already_nobody_would_be_told_again(client, world):
    cast, _matters = world
    pack = dispatched(cast)
    client.force_login(cast.officer)

    shown = words(client.post(reverse("packs:send", args=[pack.pk]), LOOK))

    assert "Nobody: none is told by letter of this." in shown


def test_letters_of_somebody_else_are_not_taken_for_ones_own(world):
    cast, _matters = world

    def act():
        for by in (cast.officer, "The clock"):
            plan(
                kind="mail_check",
                about=f"user:{by}",
                person=cast.gp_seated.person,
                due_at=clock.now(),
                by=by,
            )
            plan(
                kind="mail_check",
                about=f"later:{by}",
                person=cast.gp_seated.person,
                due_at=clock.now() + timedelta(days=3),
                by=by,
            )

    seen = foresee(act, by=cast.officer)

    assert (len(seen.readers), seen.later) == (1, 1)
    assert not Letter.objects.filter(kind="mail_check").exists()


def test_what_waits_for_the_commit_is_dropped_with_it(
    world, django_capture_on_commit_callbacks
):
    from django.db import transaction

    cast, _matters = world
    done = []

    with django_capture_on_commit_callbacks(execute=True) as waiting:
        foresee(lambda: transaction.on_commit(lambda: done.append(1)), by=cast.officer)

    assert (done, waiting) == ([], [])


@pytest.mark.parametrize(
    ("page", "said", "told"),
    [
        ("give_notice", {}, "Will you come?"),
        ("cancel", {"reason": "Snow."}, "cancelled"),
    ],
)
def test_pages_of_a_meeting_show_their_letters_first(client, world, page, said, told):
    cast, _matters = world
    is_draft = page == "give_notice"
    state = GatheringState.DRAFT if is_draft else GatheringState.NOTICE_GIVEN
    Gathering.objects.filter(pk=cast.gathering.pk).update(state=state)
    client.force_login(cast.officer)
    before = every_row()

    shown = client.post(
        reverse(f"meetings:{page}", args=[cast.gathering.pk]), {**said, **LOOK}
    )

    assert "Letters that would go out now" in words(shown), words(shown)
    assert told in words(shown)
    assert every_row() == before
