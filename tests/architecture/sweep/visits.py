"""Opening an address as somebody: what came back, and what was written meanwhile."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.test import Client
from django.urls import resolve

from tests.fixtures.searching import said_by


if TYPE_CHECKING:
    from collections.abc import Iterator

WRITES = re.compile(
    r"^\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|WITH\b.*?\b(?:INSERT\s+INTO|UPDATE|"
    r'DELETE\s+FROM))\s+"?(\w+)"?',
    re.IGNORECASE | re.DOTALL,
)
# Sign-in's own rows (allauth copies the address of whoever asks for a new password),
# and the access logs of packs and papers.
MAY_BE_WRITTEN = {
    "django_session",
    "account_emailaddress",
    "packs_packopening",
    "meetings_paperreading",
}


@dataclass(frozen=True, slots=True)
class Visit:
    """What one request brought: the outcome as the table spells it, and its words."""

    outcome: str
    words: str
    written: tuple[str, ...]


class Visitors:
    """A client for each role, signed in once."""

    def __init__(self, users: dict[str, Any]) -> None:
        self.clients = {"public": Client(raise_request_exception=True)}
        for role, user in users.items():
            client = Client(raise_request_exception=True)
            client.force_login(user)
            self.clients[role] = client

    def visit(self, role: str, url: str, method: str = "get") -> Visit:
        """Open an address and undo whatever that did."""
        client = self.clients[role]
        cookies = client.cookies.copy()
        with undone(), recorded() as written:
            answer = getattr(client, method)(url)
            words = said_by(answer)
        client.cookies = cookies
        return Visit(_outcome(answer), words, tuple(written))


@contextmanager
def undone() -> Iterator[None]:
    """Undo what is written inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def recorded() -> Iterator[list[str]]:
    """Collect the tables that are written to inside, save those that may be."""
    found: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        match = WRITES.match(sql)
        if match and match[1] not in MAY_BE_WRITTEN:
            found.append(match[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found


def _outcome(answer: Any) -> str:
    if answer.status_code not in {301, 302}:
        return str(answer.status_code)
    where = resolve(answer.url.split("?")[0]).view_name
    return "login" if where in {"account_login", "admin:login"} else "to"
