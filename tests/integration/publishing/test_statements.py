"""What the site says of itself is there for anybody, from every page."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["accessibility", "privacy"])
def test_statement_is_there_and_asks_nothing(client, name):
    url = reverse(f"publishing:{name}")

    with CaptureQueriesContext(connection) as queries:
        answer = client.get(url)

    assert answer.status_code == 200
    assert len(queries) == 0
    assert not answer.cookies
    assert f'href="{url}"' in client.get("/").content.decode()


@pytest.mark.parametrize("is_demo", [True, False])
def test_privacy_warns_in_the_demonstration_only(client, settings, is_demo):
    settings.QUORATE_IS_DEMO = is_demo

    page = client.get(reverse("publishing:privacy")).content.decode()

    assert ("Do not enter anything about real people" in page) is is_demo
