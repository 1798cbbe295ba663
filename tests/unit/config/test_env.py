"""The typed reader: defaults of the demo, demands of production, words of refusal."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from config.env import KEY_FOR_DEMONSTRATION, VARIABLES, Environment, EnvironmentProblem


PRODUCTION = {
    "QUORATE_ENV": "production",
    "QUORATE_SECRET_KEY": "k" * 60,
    "QUORATE_ALLOWED_HOSTS": "committees.example.nhs.uk, other.example.nhs.uk",
    "DATABASE_URL": "postgres://quorate:secret@db/quorate",
    "REDIS_URL": "redis://:secret@redis:6379/0",
    "SMTP_URL": "smtps://user:secret@mail.example.nhs.uk",
    "QUORATE_MAIL_FROM": "Committees <committees@example.nhs.uk>",
}


def test_read_demo_needs_nothing(tmp_path):
    environment = Environment.read({"QUORATE_STATE": str(tmp_path)})

    assert environment.name == "demo"
    assert environment.secret_key == KEY_FOR_DEMONSTRATION
    assert not environment.debug
    assert environment.today is None
    assert environment.database["HOST"] == "localhost"
    assert environment.base_url == "http://localhost:8000"
    assert environment.media_root == tmp_path / "media"
    assert environment.demo_mail == tmp_path / "mail"
    assert environment.ods is None


def test_read_production_complete():
    environment = Environment.read(PRODUCTION)

    assert environment.is_production
    assert environment.allowed_hosts == (
        "committees.example.nhs.uk",
        "other.example.nhs.uk",
    )
    assert environment.base_url == "https://committees.example.nhs.uk"
    assert environment.smtp.use_ssl
    assert environment.demo_mail is None


@pytest.mark.parametrize(
    "key", [key for key in PRODUCTION if key != "QUORATE_ENV"], ids=str.lower
)
def test_read_production_names_the_missing_variable(key):
    environ = {**PRODUCTION, key: " "}

    with pytest.raises(EnvironmentProblem, match=key) as caught:
        Environment.read(environ)

    assert len(caught.value.problems) == 1
    assert ".env.sample" in str(caught.value)


def test_read_production_names_all_missing_variables_at_once():
    with pytest.raises(EnvironmentProblem) as caught:
        Environment.read({"QUORATE_ENV": "production"})

    assert len(caught.value.problems) == 6


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("QUORATE_TODAY", "2016-06-01"),
        ("QUORATE_DEBUG", "yes"),
        ("QUORATE_ALLOWED_HOSTS", "*"),
        ("QUORATE_SECRET_KEY", "short"),
        ("QUORATE_SECRET_KEY", KEY_FOR_DEMONSTRATION),
        ("QUORATE_BASE_URL", "http://committees.example.nhs.uk"),
        ("QUORATE_DEMO_MAIL", "/some/folder"),
    ],
)
def test_read_production_refuses_what_only_a_demo_may(key, text):
    with pytest.raises(EnvironmentProblem, match=key):
        Environment.read({**PRODUCTION, key: text})


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("QUORATE_ENV", "staging"),
        ("QUORATE_DEBUG", "perhaps"),
        ("QUORATE_PROXIES", "one"),
        ("QUORATE_PROXIES", "-1"),
        ("QUORATE_LETTER_HOLD", "a while"),
        ("QUORATE_LETTER_HOLD", "-5"),
        ("QUORATE_TODAY", "1 June 2016"),
        ("QUORATE_TODAY", "20160601"),
        ("QUORATE_TODAY", "2016-02-30"),
        ("QUORATE_BASE_URL", "example.org"),
        ("QUORATE_BASE_URL", "https://example.org/somewhere"),
        ("DATABASE_URL", "sqlite:///file"),
        ("REDIS_URL", "localhost"),
        ("SMTP_URL", "localhost:25"),
    ],
)
def test_read_names_the_malformed_variable(tmp_path, key, text):
    with pytest.raises(EnvironmentProblem, match=key):
        Environment.read({"QUORATE_STATE": str(tmp_path), key: text})


def test_read_does_not_repeat_a_password_in_a_refusal():
    environ = {**PRODUCTION, "DATABASE_URL": "postgres://a:hidden@host:port/name"}

    with pytest.raises(EnvironmentProblem) as caught:
        Environment.read(environ)

    assert "hidden" not in str(caught.value)


def test_read_repr_hides_secrets():
    assert "secret" not in repr(Environment.read(PRODUCTION)).replace("secret_key", "")


@pytest.mark.parametrize(
    ("environ", "minutes"),
    [
        ({}, 15),
        ({"QUORATE_LETTER_HOLD": "0"}, 0),
        ({"QUORATE_LETTER_HOLD": "60"}, 60),
        ({"QUORATE_ENV": "test"}, 0),
    ],
)
def test_read_letter_hold_in_minutes(environ, minutes):
    assert Environment.read(environ).letter_hold == timedelta(minutes=minutes)


def test_read_demo_today():
    assert Environment.read({"QUORATE_TODAY": "2016-06-01"}).today == date(2016, 6, 1)


def test_read_demo_finds_the_running_services(tmp_path):
    (tmp_path / "services.env").write_text(
        "REDIS_URL=redis://localhost:7777/0\nQUORATE_TODAY=2016-06-01\nPATH=/nowhere\n"
    )
    state = {"QUORATE_STATE": str(tmp_path)}

    beside = Environment.read(state)
    told = Environment.read({**state, "REDIS_URL": "redis://other:1/0"})
    tested = Environment.read({**state, "QUORATE_ENV": "test"})

    assert beside.redis_url == "redis://localhost:7777/0"
    assert beside.today == date(2016, 6, 1)
    assert told.redis_url == "redis://other:1/0"
    assert tested.today is None


@pytest.mark.parametrize(("text", "expected"), [("", 0), ("0", 0), ("2", 2)])
def test_read_proxies(tmp_path, text, expected):
    environ = {"QUORATE_STATE": str(tmp_path), "QUORATE_PROXIES": text}

    assert Environment.read(environ).proxies == expected


def test_read_folders(tmp_path):
    environment = Environment.read(
        {
            "QUORATE_STATE": str(tmp_path),
            "QUORATE_ODS": "~/ods",
            "QUORATE_MEDIA_ROOT": "/srv/media",
            "QUORATE_DEMO_MAIL": "/srv/mail",
        }
    )

    assert environment.ods == Path("~/ods").expanduser()
    assert environment.media_root == Path("/srv/media")
    assert environment.demo_mail == Path("/srv/mail")


def test_variables_lists_every_variable_read():
    asked = set()

    class Noting(dict):
        def get(self, key, default=None):
            asked.add(key)
            return super().get(key, default)

    Environment.read(Noting(QUORATE_ENV="test"))

    assert asked == set(VARIABLES)
