"""The scene of the room's pages, and how tests ask for them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from decisions.enums import Method, Outcome
from tests.factories.decisions import world


@pytest.fixture
def scene():
    return world(2)


@pytest.fixture
def item(scene):
    return scene.item(title="Premises in Romford")


def posted(scene, **said):
    return {
        "sittings": [one.pk for one in scene.sittings],
        "outcome": Outcome.APPROVED,
        "wording": "The premises are approved.",
        "method": Method.CONSENSUS,
        **said,
    }


def get(client, user, name, *args):
    client.force_login(user)
    response = client.get(reverse(name, args=args))
    response.body = b"".join(response)
    return response


def post(client, user, name, *args, **said):
    client.force_login(user)
    return client.post(reverse(name, args=args), said)


def text_of(response):
    body = response.body if hasattr(response, "body") else response.content
    return body.decode()


def queries(client, user, name, *args):
    get(client, user, name, *args)
    with CaptureQueriesContext(connection) as asked:
        response = get(client, user, name, *args)
    assert response.status_code == 200
    return len(asked)
