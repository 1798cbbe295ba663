"""The officer's page of a supplement: it offers what can be done, and leads to the rest."""

from __future__ import annotations

import pytest
from django.urls import reverse

from meetings.models import Paper
from tests.factories.packs import dispatched, raise_conflict, ready
from tests.fixtures.pdf_files import tagged
from tests.integration.packs.test_building import replace_paper


pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    cast, matters = ready()
    return cast, matters, dispatched(cast)


def supplement_page(client, cast):
    client.force_login(cast.officer)
    address = reverse("packs:supplement", args=[cast.gathering.pk])
    return client.get(address).content.decode()


def test_page_offers_no_supplement_while_nothing_has_changed(client, world):
    cast, matters, _pack = world

    assert "There is nothing to send" in supplement_page(client, cast)
    assert "Build the supplement" not in supplement_page(client, cast)

    paper = Paper.objects.get(item=matters["Beta"])
    replace_paper(paper, tagged("Second Beta", 2), by=cast.officer)
    assert "Build the supplement" in supplement_page(client, cast)


def test_page_leads_to_what_stops_a_supplement_in_place_of_building_it(client, world):
    cast, matters, _pack = world
    paper = Paper.objects.get(item=matters["Beta"])
    replace_paper(paper, tagged("Second Beta", 2), by=cast.officer)
    raise_conflict(cast, matters["Beta"], cast.gp_seated.person)

    page = supplement_page(client, cast)

    assert "Settle first what stops it" in page
    assert reverse("meetings:preflight", args=[cast.gathering.pk]) in page
    assert "Build the supplement" not in page
    client.force_login(cast.officer)
    packs_page = client.get(reverse("packs:gathering", args=[cast.gathering.pk]))
    assert "Settle first what stops it" in packs_page.content.decode()
    assert "Build a new edition" not in packs_page.content.decode()
