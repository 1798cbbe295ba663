"""Mail that came back: taken in by the command, marked on the letter, or looked at."""

from __future__ import annotations

import io
import json
import mailbox
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AuditEvent
from notices.actions import dispatch
from notices.actions import letters as letter_actions
from notices.actions.returns import take_in
from notices.enums import Match, ReturnKind, Status
from notices.letters import MAIL_CHECK
from notices.management.commands import take_in_returned_mail
from notices.models import Letter, ReturnedMail
from tests.factories.notices import LetterFactory, ReturnedMailFactory
from tests.factories.people import UserFactory
from tests.fixtures.returned_mail import ALL, EXCHANGE, EXIM, POSTFIX, READER, report
from tests.fixtures.services import ROOT, environ_of_the_test_database


pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(deadly_peer):
    """A letter that a real mail server took."""
    letter = LetterFactory(kind=MAIL_CHECK, person__email=READER)
    dispatch.send_due()
    letter.refresh_from_db()
    assert letter.status == Status.SENT
    return letter


def about(letter, text=POSTFIX, **said):
    return report(text, message_id=letter.message_id, **said)


@pytest.mark.parametrize("maker", ALL)
def test_take_in_marks_the_letter(sent, maker):
    row = take_in(raw=about(sent, ALL[maker]))

    sent.refresh_from_db()
    assert (row.match, row.letter) == (Match.MARKED, sent)
    assert sent.status == Status.BOUNCED
    assert sent.sent_at is not None
    assert sent.reason.startswith("There is no such mailbox.")


def test_take_in_leaves_no_address_in_the_audit(sent):
    take_in(raw=about(sent))

    event = AuditEvent.objects.get(event="letter.bounced")
    written = json.dumps(
        list(AuditEvent.objects.values_list("summary", "details")), default=str
    )
    assert event.summary == "There is no such mailbox."
    assert READER not in written


def test_take_in_the_same_message_twice_changes_nothing(sent):
    first = take_in(raw=about(sent))
    letter_actions.resend(letter=sent, by=UserFactory(administrator=True))

    second = take_in(raw=about(sent))

    sent.refresh_from_db()
    assert first == second
    assert sent.status == Status.PLANNED
    assert AuditEvent.objects.filter(event="letter.bounced").count() == 1


def test_take_in_a_delay_leaves_the_letter(sent):
    row = take_in(raw=about(sent, action="delayed", status="4.4.1"))

    sent.refresh_from_db()
    assert (row.kind, row.match) == (ReturnKind.DELAYED, Match.NOTED)
    assert sent.status == Status.SENT


def test_take_in_another_address_is_not_believed(sent):
    row = take_in(raw=about(sent, reader="somebody.else@practice.example"))

    sent.refresh_from_db()
    assert (row.match, row.letter) == (Match.OTHER_ADDRESS, None)
    assert row.address == "somebody.else@practice.example"
    assert sent.status == Status.SENT


def test_take_in_the_right_address_under_another_message_id_is_not_believed(sent):
    row = take_in(raw=report(EXIM))

    sent.refresh_from_db()
    assert (row.match, sent.status) == (Match.UNKNOWN, Status.SENT)


def test_take_in_about_an_attempt_before_the_last_is_kept_to_look_at(sent):
    earlier = about(sent, EXCHANGE)
    take_in(raw=about(sent))
    letter_actions.resend(letter=sent, by=UserFactory(administrator=True))
    dispatch.send_due()

    row = take_in(raw=earlier)

    sent.refresh_from_db()
    assert (row.match, sent.status) == (Match.UNKNOWN, Status.SENT)
    assert list(ReturnedMail.objects.unsettled()) == [row]


def test_take_in_marks_an_uncertain_letter_but_not_a_dropped_one(sent):
    Letter.objects.filter(pk=sent.pk).update(
        status=Status.UNCERTAIN, sent_at=None, reason="Nobody knows."
    )
    take_in(raw=about(sent))
    sent.refresh_from_db()
    marked = sent.status
    letter_actions.drop(
        letter=sent, reason="Told by telephone.", by=UserFactory(administrator=True)
    )

    row = take_in(raw=about(sent, EXIM))

    sent.refresh_from_db()
    assert (marked, sent.status) == (Status.BOUNCED, Status.DROPPED)
    assert row.match == Match.NOTED


def test_a_slow_worker_does_not_undo_what_came_back(sent):
    Letter.objects.filter(pk=sent.pk).update(status=Status.SENDING, sent_at=None)
    take_in(raw=about(sent))

    after = dispatch.finish(sent, dispatch_delivered())

    assert after.status == Status.BOUNCED


def dispatch_delivered():
    return SimpleNamespace(fate=dispatch.Fate.DELIVERED, sentence="")


def test_page_of_a_letter_that_came_back(client, sent):
    take_in(raw=about(sent))
    client.force_login(UserFactory(administrator=True))

    page = client.get(sent.get_absolute_url()).content.decode()

    assert "It left, and came back" in page
    assert "There is no such mailbox." in page
    assert "Correct the address" in page
    assert "Send it again" in page


def from_stdin(monkeypatch, raw):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    said = io.StringIO()
    call_command("take_in_returned_mail", stdout=said)
    return said.getvalue()


def test_command_reads_standard_input(monkeypatch, sent):
    said = from_stdin(monkeypatch, about(sent))

    assert "1 taken in, 1 letters marked as come back, 0 to look at." in said


def test_command_reads_no_more_than_the_largest(monkeypatch):
    said = from_stdin(monkeypatch, b"x" * (3 * 1024 * 1024))

    assert "1 to look at" in said
    assert ReturnedMail.objects.get().kind == ReturnKind.TOO_LARGE


def test_command_reads_a_folder_once(tmp_path, sent):
    folder = mailbox.Maildir(tmp_path / "mail", create=True)
    folder.add(about(sent))
    folder.add(b"Subject: I am away\n\nUntil Monday.\n")
    os.symlink("/etc/passwd", tmp_path / "mail" / "new" / "1.link")
    said = io.StringIO()

    call_command("take_in_returned_mail", folder=tmp_path / "mail", stdout=said)
    call_command("take_in_returned_mail", folder=tmp_path / "mail", stdout=said)

    first, second = said.getvalue().splitlines()
    assert first.startswith("2 taken in, 1 letters marked")
    assert second.startswith("0 taken in")
    assert len(list((tmp_path / "mail" / "cur").iterdir())) == 2


def test_command_says_that_a_folder_is_none(tmp_path):
    with pytest.raises(CommandError, match="is no Maildir"):
        call_command("take_in_returned_mail", folder=tmp_path)


def test_command_asks_the_mail_server_to_try_again(monkeypatch):
    def away(**_):
        raise OperationalError("gone")

    monkeypatch.setattr(take_in_returned_mail, "take_in", away)

    with pytest.raises(CommandError) as refused:
        from_stdin(monkeypatch, b"x")

    assert refused.value.returncode == os.EX_TEMPFAIL


@pytest.mark.django_db(transaction=True)
def test_command_as_an_alias_calls_it(sent):
    done = subprocess.run(
        [sys.executable, "manage.py", "take_in_returned_mail"],
        input=about(sent),
        env=environ_of_the_test_database(),
        cwd=ROOT,
        capture_output=True,
        timeout=120,
        check=True,
    )

    sent.refresh_from_db()
    assert b"1 letters marked" in done.stdout
    assert sent.status == Status.BOUNCED


def test_returned_page_shows_and_erases(client):
    administrator = UserFactory(administrator=True)
    row = take_in(raw=report(POSTFIX))
    client.force_login(administrator)
    url = reverse("notices:returned")
    before = client.get(url).content.decode()

    client.post(reverse("notices:returned_settle", args=[row.pk]))
    again = client.post(
        reverse("notices:returned_settle", args=[row.pk]), follow=True
    ).content.decode()

    row.refresh_from_db()
    assert READER in before
    assert "User unknown" in before
    assert (row.address, row.words, row.message_id) == ("", "", "")
    assert row.settled_by == administrator
    assert "looked at this already" in again
    assert "Nothing waits to be looked at" in again


def test_returned_page_is_for_administrators(client):
    row = ReturnedMailFactory()
    client.force_login(UserFactory())

    assert client.get(reverse("notices:returned")).status_code == 404
    answer = client.post(reverse("notices:returned_settle", args=[row.pk]))
    assert answer.status_code == 404


def test_returned_page_escapes_what_a_stranger_wrote(client):
    ReturnedMailFactory(words="<script>alert(1)</script>", address="<b>@x")
    client.force_login(UserFactory(administrator=True))

    page = client.get(reverse("notices:returned")).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_returned_page_same_number_of_queries(client):
    client.force_login(UserFactory(administrator=True))
    url = reverse("notices:returned")
    ReturnedMailFactory()
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    ReturnedMailFactory.create_batch(9)

    with CaptureQueriesContext(connection) as many:
        client.get(url)

    assert len(many) == len(few)


def test_settled_row_keeps_nothing_of_the_stranger():
    row = ReturnedMailFactory(words="550 no")
    row.settled_by = UserFactory()
    row.settled_at = row.taken_in_at

    with pytest.raises(IntegrityError, match="notices_returnedmail_settled"):
        row.save()
