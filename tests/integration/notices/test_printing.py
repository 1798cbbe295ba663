"""Letters by post: the print queue, the file for the printer, the day of posting."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.errors import RuleBroken
from core.models import AuditEvent
from notices.actions import dispatch
from notices.actions import letters as actions
from notices.enums import Channel, Status
from notices.letters import MAIL_CHECK
from notices.models import Letter
from notices.printing import as_pdf
from tests.factories.notices import LetterFactory
from tests.factories.people import PersonFactory, UserFactory
from tests.fixtures.pdf_reading import pages_of


pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return UserFactory(administrator=True)


def printed(number=1, **fields):
    """Letters to people without e-mail, written and waiting for the printer."""
    made = [
        LetterFactory(
            kind=MAIL_CHECK,
            person=PersonFactory(without_mail=True, **fields),
            occasion=str(each),
        )
        for each in range(number)
    ]
    dispatch.send_due()
    for letter in made:
        letter.refresh_from_db()
    return made


def day_of(moment):
    day = timezone.localdate(moment)
    return {
        "posted_on_0": day.day,
        "posted_on_1": day.month,
        "posted_on_2": day.year,
    }


def test_print_queue_shows_and_records_the_day(client, administrator):
    first, second, left = printed(3)
    client.force_login(administrator)
    url = reverse("notices:print_queue")
    before = client.get(url).content.decode()

    answer = client.post(url, {"letters": [first.pk, second.pk], **day_of(clock.now())})

    for letter in (first, second, left):
        letter.refresh_from_db()
    assert str(first.person) in before
    assert "Print 3 letters in one file" in before
    assert answer.status_code == 302
    assert {first.status, second.status} == {Status.SENT}
    assert first.posted_on == clock.today()
    assert left.status == Status.TO_PRINT
    event = AuditEvent.objects.filter(event="letter.posted").latest("pk")
    assert event.actor_label == administrator.label
    assert event.details == {"posted_on": clock.today().isoformat()}
    shown = client.get(first.get_absolute_url()).content.decode()
    assert "It was put into the post." in shown


@pytest.mark.parametrize("days", [1, -1])
def test_posted_on_a_day_that_cannot_be_records_nothing(client, administrator, days):
    letters = printed(2)
    client.force_login(administrator)

    page = client.post(
        reverse("notices:print_queue"),
        {
            "letters": [one.pk for one in letters],
            **day_of(clock.now() + timedelta(days=days)),
        },
    )

    assert "on that day or later, and not after today" in page.content.decode()
    assert Letter.objects.filter(status=Status.TO_PRINT).count() == 2


def test_print_queue_says_what_is_missing(client, administrator):
    letters = printed(1)
    client.force_login(administrator)

    page = client.post(reverse("notices:print_queue"), {}).content.decode()
    empty_choice = client.post(
        reverse("notices:print_queue"), {"letters": ["0"], **day_of(clock.now())}
    ).content.decode()

    letters[0].refresh_from_db()
    assert "Choose the letters that you posted" in page
    assert "There is a problem" in empty_choice
    assert letters[0].status == Status.TO_PRINT


def test_print_queue_without_an_address_asks_for_it(client, administrator):
    (letter,) = printed(1, postal_address="")
    client.force_login(administrator)

    page = client.get(reverse("notices:print_queue")).content.decode()
    file = client.get(reverse("notices:print_file"))

    assert "No address" in page
    assert "Posted?" not in page
    assert file.status_code == 404
    assert "no postal address" in client.get(letter.get_absolute_url()).content.decode()


def test_print_queue_written_again_once_there_is_an_address(client, administrator):
    (letter,) = printed(1, postal_address="")
    letter.person.postal_address = "2 New Street\nRomford"
    letter.person.save()
    client.force_login(administrator)

    client.post(reverse("notices:resend", args=[letter.pk]))
    dispatch.send_due()

    letter.refresh_from_db()
    assert letter.status == Status.TO_PRINT
    assert "2 New Street" in letter.addressed_to


def test_print_queue_empty(client, administrator):
    client.force_login(administrator)

    page = client.get(reverse("notices:print_queue")).content.decode()

    assert "No letter waits to be printed" in page
    assert client.get(reverse("notices:print_file")).status_code == 404


def test_print_queue_refuses_the_outsider(client):
    (letter,) = printed(1)
    client.force_login(UserFactory())

    for name in ("print_queue", "print_file"):
        assert client.get(reverse(f"notices:{name}")).status_code == 403
    client.post(
        reverse("notices:print_queue"),
        {"letters": [letter.pk], **day_of(clock.now())},
    )
    letter.refresh_from_db()
    assert letter.status == Status.TO_PRINT


def test_print_queue_same_number_of_queries(client, administrator):
    client.force_login(administrator)
    url = reverse("notices:print_queue")
    printed(1)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    LetterFactory.create_batch(8, kind=MAIL_CHECK, person__without_mail=True)
    dispatch.send_due()

    with CaptureQueriesContext(connection) as many:
        page = client.get(url).content.decode()

    assert len(many) == len(few)
    assert "Print 9 letters" in page


def test_print_file_one_letter_to_a_page_with_its_address(client, administrator):
    first, second = printed(2)
    client.force_login(administrator)

    whole = client.get(reverse("notices:print_file"))
    one = client.get(reverse("notices:print_file"), {"letter": second.pk})

    pages = pages_of(whole.content)
    assert whole["Content-Type"] == "application/pdf"
    assert len(pages) == 2
    for page, letter in zip(pages, (first, second), strict=True):
        assert str(letter.person) in page
        assert "1 Invented Street" in page
        assert letter.subject in page
        assert "You need not do anything" in " ".join(page.split())
    (only,) = pages_of(one.content)
    assert str(second.person) in only


def test_print_file_of_nobodys_letter(client, administrator):
    printed(1)
    client.force_login(administrator)

    assert client.get(reverse("notices:print_file"), {"letter": "x"}).status_code == 404


def test_as_pdf_words_that_look_like_markup_stay_words():
    letter = Letter(
        addressed_to="Dr #A* Invented\n1 _Street_ <b>",
        subject="= #panic() [x]",
        text='Dear *reader*,\n\n#import "x"\n$a$ @b',
        claimed_at=clock.now(),
    )

    (page,) = pages_of(as_pdf([letter]))

    for words in ("Dr #A* Invented", "_Street_ <b>", "#panic() [x]", "#import", "@b"):
        assert words in page


def failed(**fields):
    letter = LetterFactory(kind="nobody_writes_this", person=PersonFactory(**fields))
    dispatch.send_due()
    letter.refresh_from_db()
    assert letter.status == Status.FAILED
    Letter.objects.filter(pk=letter.pk).update(kind=MAIL_CHECK)
    return letter


def test_send_by_post_although_there_is_an_address_for_mail(client, administrator):
    letter = failed(postal_address="1 Invented Street\nRomford")
    client.force_login(administrator)

    client.post(reverse("notices:by_post", args=[letter.pk]))
    dispatch.send_due()

    letter.refresh_from_db()
    assert (letter.status, letter.channel) == (Status.TO_PRINT, Channel.POST)
    assert "1 Invented Street" in letter.addressed_to
    assert AuditEvent.objects.filter(event="letter.by_post").count() == 1


def test_send_by_post_then_again_by_mail(administrator):
    letter = failed(postal_address="1 Invented Street\nRomford")
    Letter.objects.filter(pk=letter.pk).update(is_by_post=True)

    actions.resend(letter=letter, by=administrator)

    letter.refresh_from_db()
    assert not letter.is_by_post


@pytest.mark.parametrize("why", ["no address", "sent", "waits"])
def test_send_by_post_refused(administrator, why):
    if why == "no address":
        letter = failed()
    elif why == "sent":
        letter = LetterFactory(kind=MAIL_CHECK)
        dispatch.send_due()
    else:
        (letter,) = printed(1)

    with pytest.raises(RuleBroken) as refused:
        actions.send_by_post(letter=letter, by=administrator)

    expected = "no_postal_address" if why == "no address" else "letter_not_in_trouble"
    assert refused.value.verdict.code == expected


def test_mark_posted_refused_to_who_does_not_manage():
    (letter,) = printed(1)

    with pytest.raises(RuleBroken) as refused:
        actions.mark_posted(letter=letter, posted_on=clock.today(), by=UserFactory())

    assert refused.value.verdict.code == "letter_not_yours"


def test_only_posted_letters_have_a_day_of_posting():
    letter = LetterFactory()
    letter.posted_on = clock.today()

    with pytest.raises(IntegrityError, match="notices_letter_posted_on"):
        letter.save()
