"""Reads the addresses of PostgreSQL, Redis and SMTP without any library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit


DATABASE_SCHEMES = ("postgres", "postgresql")
LIBPQ_OPTIONS = frozenset(
    {
        "application_name",
        "channel_binding",
        "connect_timeout",
        "options",
        "sslcert",
        "sslkey",
        "sslmode",
        "sslrootcert",
        "target_session_attrs",
    }
)
PLACE_OPTIONS = frozenset({"host", "port", "user", "password"})


class BadAddress(ValueError):
    """An address that cannot be read; its text says why, never the password."""


@dataclass(frozen=True, slots=True)
class DatabaseAddress:
    """Where a PostgreSQL database is: a host name, or the folder of its socket."""

    name: str
    host: str = ""
    port: int | None = None
    user: str = ""
    password: str = field(default="", repr=False)
    options: Mapping[str, str] = field(default_factory=dict)

    def as_django(self) -> dict[str, Any]:
        """Return the entry for Django's DATABASES."""
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": self.name,
            "HOST": self.host,
            "PORT": str(self.port or ""),
            "USER": self.user,
            "PASSWORD": self.password,
            "OPTIONS": dict(self.options),
        }

    def as_libpq(self) -> dict[str, str]:
        """Return the same place as the environment of psql, pg_dump and pg_restore."""
        places = {
            "PGDATABASE": self.name,
            "PGHOST": self.host,
            "PGPORT": str(self.port or ""),
            "PGUSER": self.user,
            "PGPASSWORD": self.password,
            "PGSSLMODE": self.options.get("sslmode", ""),
            "PGSSLROOTCERT": self.options.get("sslrootcert", ""),
        }
        return {key: text for key, text in places.items() if text}

    def as_url(self) -> str:
        """Return the address in the form that DATABASE_URL takes."""
        query = {"host": self.host, "port": str(self.port or ""), "user": self.user}
        query |= {"password": self.password, **self.options}
        pairs = [f"{key}={quote(text)}" for key, text in query.items() if text]
        return f"postgres:///{quote(self.name)}?{'&'.join(pairs)}"


@dataclass(frozen=True, slots=True)
class SmtpAddress:
    """Where letters leave: a mail server, and how the line to it is protected."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    use_ssl: bool = False
    use_tls: bool = False


def read_database(text: str) -> DatabaseAddress:
    """Read `postgres://user:pass@host:5432/name` or `postgres:///name?host=/folder`.

    Raises:
      BadAddress: another scheme, no name, a port that is none, an unknown option.
    """
    parts = _split(text, DATABASE_SCHEMES)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    unknown = sorted(set(query) - LIBPQ_OPTIONS - PLACE_OPTIONS)
    if unknown:
        raise BadAddress(f"the option {unknown[0]!r} is not known")

    name = unquote(parts.path.removeprefix("/"))
    if not name or "/" in name:
        raise BadAddress("it must end in /name-of-the-database")
    options = {key: query[key] for key in sorted(query.keys() & LIBPQ_OPTIONS)}
    return DatabaseAddress(
        name=name,
        host=query.get("host") or unquote(parts.hostname or ""),
        port=_port(query["port"]) if query.get("port") else parts.port,
        user=query.get("user") or unquote(parts.username or ""),
        password=query.get("password") or unquote(parts.password or ""),
        options=options,
    )


def read_redis(text: str) -> str:
    """Check `redis://host:6379/0`, `rediss://` or `unix://` and return it unchanged.

    Raises:
      BadAddress: another scheme, or no host.
    """
    parts = _split(text, ("redis", "rediss", "unix"))
    if parts.scheme != "unix" and not parts.hostname:
        raise BadAddress("it names no host")
    if parts.scheme == "unix" and not parts.path:
        raise BadAddress("it names no socket")
    return text


def read_smtp(text: str) -> SmtpAddress:
    """Read `smtp://user:pass@host:587?starttls=yes` or `smtps://user:pass@host`.

    Raises:
      BadAddress: another scheme, no host, a port that is none, an unknown option.
    """
    parts = _split(text, ("smtp", "smtps"))
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    starttls = query.pop("starttls", "no")
    if not parts.hostname:
        raise BadAddress("it names no host")
    if query:
        raise BadAddress(f"the option {min(query)!r} is not known")
    if starttls not in {"yes", "no"}:
        raise BadAddress("starttls must be yes or no")

    use_ssl = parts.scheme == "smtps"
    if use_ssl and starttls == "yes":
        raise BadAddress("smtps is encrypted from the start: leave starttls out")
    return SmtpAddress(
        host=unquote(parts.hostname),
        port=parts.port or _usual_smtp_port(use_ssl, starttls == "yes"),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_ssl=use_ssl,
        use_tls=starttls == "yes",
    )


def _usual_smtp_port(use_ssl: bool, use_tls: bool) -> int:
    if use_ssl:
        return 465
    return 587 if use_tls else 25


def _split(text: str, schemes: tuple[str, ...]) -> SplitResult:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise BadAddress("its host or port cannot be read") from None
    if parts.scheme not in schemes:
        raise BadAddress(f"it must start with {schemes[0]}://")
    if port == 0:
        raise BadAddress("port 0 is no port")
    return parts


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65_536:
        raise BadAddress(f"{text!r} is no port")
    return int(text)
