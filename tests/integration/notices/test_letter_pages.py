"""The pages of letters: for those who look after them, and for nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.db.models import Q
from django.urls import reverse

from core import clock
from core.models import AuditEvent
from core.verdict import no, yes
from notices import registry
from notices.actions import dispatch
from notices.actions import letters as letter_actions
from notices.courier import Courier, Outcome
from notices.enums import KnownHow, Status
from notices.letters import MAIL_CHECK
from notices.models import Letter
from notices.rules.delivery import Fate
from people import door
from tests.factories.notices import LetterFactory
from tests.factories.people import PersonFactory, UserFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return UserFactory(administrator=True)


@pytest.fixture
def keeper(monkeypatch):
    """An officer of an upper room, who looks after gathering 7 only."""
    monkeypatch.setattr(door, "_widenings", {})
    monkeypatch.setattr(registry, "_selections", {})
    officer = UserFactory()

    @door.widens("list", Letter)
    def can_list(actor, _letters):
        return yes() if actor == officer else no("outsider", "Not an officer.")

    @door.widens("manage", Letter)
    def can_manage(actor, letter):
        is_theirs = actor == officer and letter.about == "gathering:7"
        return yes() if is_theirs else no("outsider", "Not an officer.")

    @registry.selects("gathering")
    def select(actor):
        return Q(about="gathering:7") if actor == officer else Q(pk__in=[])

    return officer


@pytest.fixture
def failed_letter():
    letter = LetterFactory(kind="nobody_writes_this")
    dispatch.claim_due(limit=10)
    dispatch.send(letter.pk, courier=Courier())
    letter.refresh_from_db()
    return letter


def test_letter_list_shows_trouble_first(client, administrator, failed_letter):
    LetterFactory.create_batch(3, occasion="later")
    client.force_login(administrator)

    page = client.get(reverse("notices:letters"))

    text = page.content.decode()
    assert "1 letter has not reached the reader" in text
    assert text.index("Failed</strong>") < text.index("Planned</strong>")


def test_letter_list_filters(client, administrator, failed_letter):
    other = PersonFactory(family_name="Quillfeather")
    LetterFactory(person=other)
    client.force_login(administrator)

    by_status = client.get(reverse("notices:letters"), {"status": "failed"})
    by_name = client.get(reverse("notices:letters"), {"name": "quill"})

    assert "Quillfeather" not in by_status.content.decode()
    assert "Quillfeather" in by_name.content.decode()
    assert str(failed_letter.person) not in by_name.content.decode()


def test_letter_list_same_number_of_queries(
    client, administrator, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(administrator)
    LetterFactory.create_batch(5)
    # What a process asks once in its life is asked by now.
    client.get(reverse("notices:letters"))
    with django_assert_max_num_queries(6) as few:
        client.get(reverse("notices:letters"))
    LetterFactory.create_batch(10)

    with django_assert_num_queries(len(few)):
        client.get(reverse("notices:letters"))


def test_letter_list_officer_finds_their_own(client, keeper):
    theirs = LetterFactory(about="gathering:7")
    other = LetterFactory(about="gathering:8")
    client.force_login(keeper)

    text = client.get(reverse("notices:letters")).content.decode()

    assert str(theirs.person) in text
    assert str(other.person) not in text
    assert client.get(theirs.get_absolute_url()).status_code == 200
    assert client.get(other.get_absolute_url()).status_code == 404


def test_letter_pages_refuse_the_outsider(client, failed_letter):
    client.force_login(UserFactory())

    assert client.get(reverse("notices:letters")).status_code == 403
    assert client.get(failed_letter.get_absolute_url()).status_code == 404
    for verb in ("resend", "drop", "by_post", "mark_known"):
        answer = client.post(reverse(f"notices:{verb}", args=[failed_letter.pk]))
        assert answer.status_code == 404
    failed_letter.refresh_from_db()
    assert failed_letter.status == Status.FAILED


def test_letter_pages_send_strangers_to_sign_in(client, failed_letter):
    for address in (reverse("notices:letters"), failed_letter.get_absolute_url()):
        assert client.get(address).url.startswith(reverse("account_login"))


def test_letter_page_reader_reads_their_own_once_sent(client):
    user = UserFactory()
    letter = LetterFactory(person=user.person, kind=MAIL_CHECK)
    client.force_login(user)
    before = client.get(letter.get_absolute_url())
    dispatch.send_due()

    after = client.get(letter.get_absolute_url())

    assert before.status_code == 404
    assert "You need not do anything" in after.content.decode()
    assert "Do not send" not in after.content.decode()


def uncertain_letter(**fields):
    """A letter whose worker died in the dialogue with the mail server."""
    letter = LetterFactory(kind=MAIL_CHECK, **fields)
    began = clock.now() - timedelta(hours=1)
    dispatch.claim_due(limit=10, now=began)
    dispatch.begin(letter.pk, now=began)
    dispatch.give_up_stranded()
    letter.refresh_from_db()
    assert letter.status == Status.UNCERTAIN
    return letter


def test_mark_known_by_page(client, administrator):
    letter = uncertain_letter()
    client.force_login(administrator)
    page = client.get(letter.get_absolute_url()).content.decode()

    client.post(
        reverse("notices:mark_known", args=[letter.pk]),
        {"how": "asked", "note": "She rang on Monday."},
    )

    assert "Ask the reader" in page
    handed_over = letter.claimed_at
    letter.refresh_from_db()
    assert (letter.status, letter.sent_at) == (Status.SENT, handed_over)
    assert (letter.known_how, letter.known_note) == ("asked", "She rang on Monday.")
    event = AuditEvent.objects.get(event="letter.known")
    assert "asked" in event.summary
    assert "Monday" not in event.summary + str(event.details)
    shown = client.get(letter.get_absolute_url()).content.decode()
    assert "They said so when asked. She rang on Monday." in shown


def test_mark_known_by_page_without_saying_how(client, administrator):
    letter = uncertain_letter()
    client.force_login(administrator)

    page = client.post(reverse("notices:mark_known", args=[letter.pk]), {})

    letter.refresh_from_db()
    assert "Choose how you know" in page.content.decode()
    assert letter.status == Status.UNCERTAIN


def test_mark_known_refused_for_a_letter_that_failed(
    client, administrator, failed_letter
):
    client.force_login(administrator)

    page = client.post(
        reverse("notices:mark_known", args=[failed_letter.pk]), {"how": "log"}
    )

    failed_letter.refresh_from_db()
    assert "Only of an uncertain one" in page.content.decode()
    assert failed_letter.status == Status.FAILED


def test_mark_known_is_kept_from_who_manages_other_letters(client, keeper):
    letter = uncertain_letter(about="gathering:8")
    client.force_login(keeper)

    answer = client.post(
        reverse("notices:mark_known", args=[letter.pk]), {"how": "asked"}
    )

    letter.refresh_from_db()
    assert answer.status_code == 404
    assert letter.status == Status.UNCERTAIN


def test_late_answer_of_a_worker_leaves_what_a_person_said(administrator):
    letter = uncertain_letter()
    letter_actions.mark_known(
        letter=letter, how=KnownHow.ASKED, note="", by=administrator
    )

    after = dispatch.finish(letter, Outcome(Fate.REFUSED, "No such person."))

    assert (after.status, after.known_how) == (Status.SENT, "asked")


def test_known_letters_are_those_that_were_sent():
    letter = LetterFactory()
    letter.known_how = KnownHow.ASKED

    with pytest.raises(IntegrityError, match="notices_letter_known_how"):
        letter.save()


def test_letter_list_only_those_that_need_somebody(client, administrator):
    letter = uncertain_letter()
    fine = LetterFactory(occasion="fine", person__family_name="Quillfeather")
    client.force_login(administrator)

    text = client.get(reverse("notices:letters"), {"status": "need"}).content.decode()

    assert str(letter.person) in text
    assert str(fine.person) not in text


def test_resend_and_drop_by_page(client, administrator, failed_letter):
    client.force_login(administrator)

    client.post(reverse("notices:resend", args=[failed_letter.pk]))
    failed_letter.refresh_from_db()
    again = failed_letter.status
    client.post(
        reverse("notices:drop", args=[failed_letter.pk]), {"reason": "She rang."}
    )

    failed_letter.refresh_from_db()
    assert again == Status.PLANNED
    assert (failed_letter.status, failed_letter.reason) == ("dropped", "She rang.")


def test_drop_by_page_without_reason_shows_the_form_again(
    client, administrator, failed_letter
):
    client.force_login(administrator)

    page = client.post(reverse("notices:drop", args=[failed_letter.pk]), {})

    assert "There is a problem" in page.content.decode()


def test_resend_by_page_of_a_sent_letter_says_why_not(client, administrator):
    letter = LetterFactory(kind=MAIL_CHECK)
    dispatch.send_due()
    client.force_login(administrator)

    page = client.post(
        reverse("notices:resend", args=[letter.pk]), follow=True
    ).content.decode()

    assert "can be sent again" in page


def test_demo_letters(client, settings, tmp_path):
    settings.QUORATE_DEMO_MAIL = tmp_path
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "123-abc.eml").write_bytes(
        b"X-Envelope-To: asha@quorate.example\r\nSubject: Your <b>pack</b>\r\n"
        b"Date: Wed, 25 May 2016 09:00:00 +0000\r\n\r\nIt is ready.\r\n"
    )

    listed = client.get(reverse("notices:demo_letters")).content.decode()
    shown = client.get(reverse("notices:demo_letter", args=["123-abc.eml"]))

    assert "asha@quorate.example" in listed
    assert "Your &lt;b&gt;pack" in listed
    assert "It is ready." in shown.content.decode()


def test_demo_letters_no_folder_yet(client, settings, tmp_path):
    settings.QUORATE_DEMO_MAIL = tmp_path / "none"

    page = client.get(reverse("notices:demo_letters"))

    assert "No letter has been sent yet" in page.content.decode()


@pytest.mark.parametrize("name", ["..", "secret.txt", "1-a.eml.gz", "..%2fkey"])
def test_demo_letter_only_letters(client, settings, tmp_path, name):
    settings.QUORATE_DEMO_MAIL = tmp_path

    assert client.get(f"/demo/letters/{name}/").status_code == 404


def test_demo_letters_never_in_production(client, settings):
    settings.QUORATE_ENV = "production"

    assert client.get(reverse("notices:demo_letters")).status_code == 404


def test_check_mail_plans_a_letter_to_oneself(client, administrator):
    client.force_login(administrator)

    client.post(reverse("notices:check_mail"))
    client.post(reverse("notices:check_mail"))

    letter = Letter.objects.first()
    assert letter.person == administrator.person
    assert dispatch.send_due() >= 1


@pytest.mark.parametrize("who", ["outsider", "administrator without person"])
def test_check_mail_refused(client, who):
    user = (
        UserFactory() if who == "outsider" else UserFactory(is_staff=True, person=None)
    )
    client.force_login(user)

    client.post(reverse("notices:check_mail"))

    assert not Letter.objects.exists()
