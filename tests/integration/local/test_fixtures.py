"""The shared fixtures keep their promises: real peers, real worker, real browser."""

from __future__ import annotations

import smtplib
import socket

import pytest
from django.conf import settings
from django.core.mail import EmailMessage, send_mail
from django.db import connection
from pytest_socket import SocketConnectBlockedError

from config.celery import app
from tests.fixtures.services import wait_for


def test_sockets_to_other_machines_are_blocked():
    with pytest.raises((SocketConnectBlockedError, UserWarning)):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_smtp_peer_keeps_letters(smtp_peer):
    send_mail("Notice", "The agenda is ready.", "a@quorate.example", ["b@x.example"])

    (letter,) = smtp_peer.wait_for(1)
    assert letter["Subject"] == "Notice"
    assert smtp_peer.to("b@x.example") == [letter]


def test_smtp_peer_refuses_addresses(smtp_peer):
    smtp_peer.refusing.add("gone@x.example")
    letter = EmailMessage("Notice", "…", "a@quorate.example", ["gone@x.example"])

    with pytest.raises(smtplib.SMTPRecipientsRefused):
        letter.send()


@pytest.mark.django_db
def test_database_is_postgresql():
    with connection.cursor() as cursor:
        cursor.execute("show server_encoding")
        assert cursor.fetchone() == ("UTF8",)
    assert connection.vendor == "postgresql"


@pytest.mark.services
def test_worker_runs_what_the_broker_holds(start_worker):
    worker = start_worker()
    app.connection_for_write().ensure_connection(max_retries=3)

    app.send_task("no.such.task")

    wait_for(lambda: "no.such.task" in worker.log.read_text(), about=worker.tail)
    worker.stop()
    assert not worker.is_running


@pytest.mark.browser
def test_page_at_opens_the_live_site(page_at):
    page = page_at(320)

    answer = page.goto("/no-such-page")

    assert answer.status == 404
    assert page.viewport_size["width"] == 320


@pytest.mark.browser
def test_assert_accessible_lists_violations(page_at, assert_accessible):
    page = page_at(320)
    page.set_content("<html><body><img src='a.png'><p>no title</p></body></html>")

    with pytest.raises(AssertionError, match=r"image-alt \(critical\)"):
        assert_accessible(page)


@pytest.mark.browser
def test_assert_accessible_refuses_overflow(page_at, assert_accessible):
    page = page_at(320)
    page.set_content(
        "<html lang='en'><head><title>Wide</title></head>"
        "<body><main><h1>Wide</h1><div style='width:900px'>Wide</div></main></body>"
    )

    with pytest.raises(AssertionError, match="wider than the screen"):
        assert_accessible(page)


def test_each_runner_has_its_own_redis_database():
    assert settings.CACHES["default"]["LOCATION"] == settings.CELERY_BROKER_URL
    assert not settings.CELERY_BROKER_URL.endswith("/0")
