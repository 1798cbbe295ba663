"""No flood before sign-in, and no page left in a shared browser."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core.web.limits import MOST_SIGNED_IN, MOST_SIGNED_OUT
from tests.factories.people import UserFactory


@pytest.fixture
def signed_in(client, db):
    client.force_login(UserFactory())
    return client


@pytest.mark.django_db
def test_refuse_floods_from_somebody_signed_out(client):
    url = reverse("account_login")

    small = client.get(url, CONTENT_LENGTH=str(MOST_SIGNED_OUT))
    large = client.get(url, CONTENT_LENGTH=str(MOST_SIGNED_OUT + 1))

    assert small.status_code == 200
    assert large.status_code == 413
    assert "too large" in large.content.decode()


def test_refuse_floods_lets_uploads_of_the_signed_in_through(signed_in):
    url = reverse("people:account")

    upload = signed_in.get(url, CONTENT_LENGTH=str(MOST_SIGNED_IN))
    flood = signed_in.get(url, CONTENT_LENGTH=str(MOST_SIGNED_IN + 1))

    assert upload.status_code == 200
    assert flood.status_code == 413


def test_keep_no_pages_of_the_signed_in(signed_in):
    page = signed_in.get(reverse("people:account"))

    assert page.headers["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
def test_keep_no_pages_leaves_the_public_site_to_be_kept(client):
    page = client.get(reverse("publishing:home"))

    assert "no-store" not in page.headers.get("Cache-Control", "")
