"""Addresses of services: every form that is promised, and every refusal."""

from __future__ import annotations

import pytest

from config.addresses import BadAddress, read_database, read_redis, read_smtp


def test_read_database_over_a_network():
    address = read_database(
        "postgres://ann:p%40ss%2Fword@db.example:6432/quorate?sslmode=require"
    )

    assert address.as_django() == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "quorate",
        "HOST": "db.example",
        "PORT": "6432",
        "USER": "ann",
        "PASSWORD": "p@ss/word",
        "OPTIONS": {"sslmode": "require"},
    }


def test_read_database_through_a_socket_folder():
    address = read_database("postgres:///name?host=/some/folder&user=ann&port=5433")

    assert (address.name, address.host, address.port, address.user) == (
        "name",
        "/some/folder",
        5433,
        "ann",
    )
    assert address.as_libpq() == {
        "PGDATABASE": "name",
        "PGHOST": "/some/folder",
        "PGPORT": "5433",
        "PGUSER": "ann",
    }


@pytest.mark.parametrize(
    "text",
    [
        "postgres:///name?host=/a%20folder&user=ann&port=5433",
        "postgresql://ann:p%40ss@[::1]:5432/quorate?sslmode=verify-full",
        "postgres://%2Frun%2Fpostgresql/quorate",
    ],
    ids=["socket", "network", "socket as host"],
)
def test_read_database_reads_what_as_url_writes(text):
    address = read_database(text)

    assert read_database(address.as_url()) == address


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("mysql://host/name", "must start with postgres://"),
        ("postgres://host", "name-of-the-database"),
        ("postgres://host/a/b", "name-of-the-database"),
        ("postgres://host:port/name", "cannot be read"),
        ("postgres://host:0/name", "port 0"),
        ("postgres:///name?port=x", "'x' is no port"),
        ("postgres:///name?port=70000", "'70000' is no port"),
        ("postgres:///name?colour=red", "'colour' is not known"),
        ("postgres://[::1/name", "cannot be read"),
    ],
)
def test_read_database_says_what_is_wrong(text, reason):
    with pytest.raises(BadAddress, match=reason):
        read_database(text)


def test_read_database_never_shows_the_password():
    assert "secret" not in repr(read_database("postgres://ann:secret@host/name"))


@pytest.mark.parametrize(
    "text",
    ["redis://h:6379/0", "rediss://:p@h", "unix:///run/redis.sock?db=1"],
)
def test_read_redis_returns_the_address(text):
    assert read_redis(text) == text


@pytest.mark.parametrize("text", ["http://host", "redis:///0", "unix://", ""])
def test_read_redis_refuses_others(text):
    with pytest.raises(BadAddress):
        read_redis(text)


@pytest.mark.parametrize(
    ("text", "port", "use_ssl", "use_tls"),
    [
        ("smtp://host", 25, False, False),
        ("smtp://host:8025", 8025, False, False),
        ("smtp://host?starttls=yes", 587, False, True),
        ("smtps://host", 465, True, False),
    ],
)
def test_read_smtp_ports_and_protection(text, port, use_ssl, use_tls):
    address = read_smtp(text)

    assert (address.port, address.use_ssl, address.use_tls) == (
        port,
        use_ssl,
        use_tls,
    )


def test_read_smtp_user_and_password():
    address = read_smtp("smtps://ann%40nhs.uk:a%3Ab@mail.example")

    assert (address.user, address.password) == ("ann@nhs.uk", "a:b")
    assert "a:b" not in repr(address)


@pytest.mark.parametrize(
    "text",
    [
        "mail://host",
        "smtp://",
        "smtp://host?starttls=maybe",
        "smtp://host?tls=1",
        "smtps://host?starttls=yes",
    ],
)
def test_read_smtp_refuses_others(text):
    with pytest.raises(BadAddress):
        read_smtp(text)
