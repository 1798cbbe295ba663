"""Sign-in by code and by password, as a browser sees it."""

from __future__ import annotations

import re

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from core.models import AuditEvent
from people.actions import users
from tests.factories.people import UserFactory


pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def user():
    return UserFactory()


def _ask_for_code(client, email, **more):
    return client.post(reverse("account_login"), {"email": email, **more})


def _code():
    return re.search(r"^\w{3,4}-?\w{3,4}$", mail.outbox[-1].body, re.MULTILINE)[0]


def _enter(client, code, **more):
    return client.post(
        reverse("account_confirm_login_code"), {"code": code, **more}, follow=False
    )


def _sign_in_with_password(client, email, password=PASSWORD):
    return client.post(
        reverse("people:sign_in_with_password"), {"login": email, "password": password}
    )


def test_sign_in_by_code(client, user):
    asked = _ask_for_code(client, user.email, next="/account/")
    entered = _enter(client, _code().lower(), next="/account/")

    assert asked.status_code == 302
    assert entered.url == "/account/"
    assert client.get(reverse("people:account")).status_code == 200
    assert AuditEvent.objects.get(event="user.signed_in").actor_label == user.label


def test_sign_in_by_code_mail_is_plain_and_in_our_words(client, user):
    _ask_for_code(client, user.email)

    letter = mail.outbox[0]
    assert letter.subject == "Quorate: Your code to sign in"
    assert letter.to == [user.email]
    assert not letter.alternatives
    assert "{" not in letter.body
    assert "example.com" not in letter.body


def test_sign_in_by_code_three_wrong_codes_end_the_attempt(client, user):
    _ask_for_code(client, user.email)
    right = _code()

    for _ in range(3):
        _enter(client, "AAAAAA")
    late = _enter(client, right)

    assert late.status_code == 302
    assert client.get(reverse("people:account")).status_code == 302


@pytest.mark.parametrize("who", ["known", "unknown", "ended"])
def test_ask_for_code_answers_everybody_alike(client, who):
    email = {
        "known": lambda: UserFactory().email,
        "unknown": lambda: "nobody@quorate.example",
        "ended": lambda: UserFactory(inactive=True).email,
    }[who]()

    asked = _ask_for_code(client, email)
    page = client.get(asked.url)

    assert asked.url == reverse("account_confirm_login_code")
    assert page.status_code == 200
    assert f"If we know {email}" in page.content.decode()
    assert len(mail.outbox) == 1  # alike in time, too: a mail goes out to each
    has_code = "Your code" in mail.outbox[0].body
    assert has_code is (who == "known")


@pytest.mark.parametrize("known", [True, False])
def test_password_forgotten_answers_everybody_alike(client, known):
    email = UserFactory().email if known else "nobody@quorate.example"

    page = client.post(reverse("account_reset_password"), {"email": email}, follow=True)

    assert page.status_code == 200
    assert "If we know the address" in page.content.decode()
    assert len(mail.outbox) == 1


def test_password_forgotten_link_works_once(client, user):
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)[1]
    form = client.get(link, follow=True)
    new = {"password1": "seven purple swans", "password2": "seven purple swans"}

    client.post(form.request["PATH_INFO"], new)
    again = Client().get(link, follow=True)

    assert "does not work any more" in again.content.decode()
    _sign_in_with_password(client, user.email, "seven purple swans")
    assert client.get(reverse("people:account")).status_code == 200


def test_sign_in_with_password(client, user):
    answer = _sign_in_with_password(client, user.email.upper())

    assert answer.status_code == 302
    assert client.get(reverse("people:account")).status_code == 200


@pytest.mark.parametrize("known", [True, False])
def test_sign_in_with_password_wrong_says_the_same(client, known):
    email = UserFactory().email if known else "nobody@quorate.example"

    answer = _sign_in_with_password(client, email, "wrong")

    assert "not correct" in answer.content.decode()


def test_sign_in_with_password_ended_sign_in_stays_out(client):
    user = UserFactory(inactive=True)

    _sign_in_with_password(client, user.email)

    assert client.get(reverse("people:account")).status_code == 302


def test_sign_in_with_password_too_many_attempts(client, user):
    for _ in range(6):
        answer = _sign_in_with_password(client, user.email, "wrong")

    assert "Too many" in answer.content.decode()


def test_sign_in_with_password_too_often_from_one_place_is_a_plain_429_page(client):
    for number in range(31):
        answer = client.post(
            reverse("people:sign_in_with_password"),
            {"login": f"{number}@quorate.example", "password": "x"},
        )

    assert answer.status_code == 429
    assert "Too many attempts" in answer.content.decode()


@pytest.mark.parametrize("known", [True, False])
def test_ask_for_code_sixth_for_one_address_sends_none_and_says_so(client, user, known):
    email = user.email if known else "nobody@quorate.example"

    for number in range(5):
        _ask_for_code(Client(), email.upper() if number % 2 else email)
    sent = len(mail.outbox)
    answer = _ask_for_code(client, email)

    assert sent == 5
    assert len(mail.outbox) == sent
    assert answer.status_code == 200
    assert "Too many" in answer.content.decode()


def test_ask_for_code_many_from_one_place_sends_no_more(client):
    people = [UserFactory() for _ in range(21)]

    for one in people[:20]:
        _ask_for_code(Client(), one.email)
    sent = len(mail.outbox)
    answer = _ask_for_code(client, people[20].email)

    assert sent == 20
    assert len(mail.outbox) == sent
    assert "Too many" in answer.content.decode()


def _forgot(client, email):
    return client.post(reverse("account_reset_password"), {"email": email})


@pytest.mark.parametrize("known", [True, False])
def test_forgotten_password_sixth_for_one_address_sends_none(client, user, known):
    email = user.email if known else "nobody@quorate.example"

    for _ in range(5):
        _forgot(client, email)
    sent = len(mail.outbox)
    answer = _forgot(client, email.upper())

    assert sent == 5
    assert len(mail.outbox) == sent
    assert answer.status_code == 429


def test_forgotten_password_many_from_one_place_sends_no_more(client):
    people = [UserFactory() for _ in range(21)]

    for one in people[:20]:
        _forgot(client, one.email)
    sent = len(mail.outbox)
    answer = _forgot(client, people[20].email)

    assert sent == 20
    assert len(mail.outbox) == sent
    assert answer.status_code == 429
    assert "Too many attempts" in answer.content.decode()


def test_ask_for_code_mail_server_away_says_what_to_do(client, user, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    answer = _ask_for_code(client, user.email)

    assert answer.status_code == 503
    assert "cannot send mail" in answer.content.decode()


def test_sign_out_everywhere_ends_other_devices(client, user):
    telephone = Client()
    for device in (client, telephone):
        _sign_in_with_password(device, user.email)
    listed = client.get(reverse("usersessions_list")).content.decode()

    client.post(reverse("people:sign_out_everywhere"))

    assert listed.count("127.0.0.1") == 2
    assert "This one" in listed
    assert telephone.get(reverse("people:account")).status_code == 302
    assert client.get(reverse("people:account")).status_code == 302
    assert not UserSession.objects.exists()


def test_deactivate_ends_a_running_session(client, user):
    _sign_in_with_password(client, user.email)

    users.deactivate(user=user, by=UserFactory(administrator=True))

    assert client.get(reverse("people:account")).status_code == 302


def test_sign_up_is_closed(client):
    page = client.get(reverse("account_signup"))

    assert "governance officer" in page.content.decode()
    assert client.post(
        reverse("account_signup"),
        {"email": "new@quorate.example", "password1": PASSWORD, "password2": PASSWORD},
    ).status_code in (200, 302)
    assert not type(UserFactory.build()).objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "people:sign_in_with_password",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
        "account_signup",
        "account_inactive",
    ],
)
def test_signed_out_pages_answer(client, name):
    page = client.get(reverse(name))

    assert page.status_code == 200
    assert "sign up" not in page.content.decode().lower()


@pytest.mark.parametrize(
    "name", ["people:account", "usersessions_list", "account_change_password"]
)
def test_own_pages_answer_and_send_strangers_to_sign_in(client, user, name):
    stranger = client.get(reverse(name))
    client.force_login(user)

    assert stranger.status_code == 302
    assert stranger.url.startswith(reverse("account_login"))
    assert client.get(reverse(name)).status_code == 200


def test_set_password_first_one(client):
    user = UserFactory()
    user.set_unusable_password()
    user.save()
    client.force_login(user)
    new = {"password1": "seven purple swans", "password2": "seven purple swans"}

    page = client.get(reverse("account_set_password"))
    client.post(reverse("account_set_password"), new)

    user.refresh_from_db()
    assert page.status_code == 200
    assert user.check_password("seven purple swans")


def test_sign_out_asks_first(client, user):
    client.force_login(user)

    page = client.get(reverse("account_logout"))
    client.post(reverse("account_logout"))

    assert "Do you want to sign out?" in page.content.decode()
    assert client.get(reverse("people:account")).status_code == 302


def test_admin_uses_the_same_sign_in(client, user):
    stranger = client.get("/admin/", follow=True)
    client.force_login(user)

    assert stranger.request["PATH_INFO"] == reverse("account_login")
    assert client.get("/admin/", follow=True).status_code == 403


def test_limits_behind_a_proxy_go_by_the_address_it_saw(client, settings):
    """What a visitor writes into the header themself counts for nothing."""

    def answer_to(address, number):
        return client.post(
            reverse("people:sign_in_with_password"),
            {"login": f"{number}@quorate.example", "password": "x"},
            headers={"X-Forwarded-For": f"203.0.113.{number}, {address}"},
        ).status_code

    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(31):
        last = answer_to("198.51.100.7", number)

    assert last == 429
    assert answer_to("198.51.100.8", 1) == 200
