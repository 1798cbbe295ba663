"""Appendices: each with its letter and its own readers, on every page alike."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AuditEvent
from meetings.models import Paper
from tests.factories.meetings import ItemFactory, PaperVersionFactory, gather
from tests.factories.papers import RedactedTwinFactory
from tests.fixtures.redacted_pdf import lined


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day(settings, tmp_path):
    settings.QUORATE_TODAY = date(2016, 6, 1)
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def cast():
    return gather(1)


@pytest.fixture
def item(cast):
    return ItemFactory(gathering=cast.gathering, reference="PCC16/800")


def paper(item, title, **fields):
    said = {f"paper__{name}": value for name, value in fields.items()}
    return PaperVersionFactory(paper__item=item, paper__title=title, **said)


@pytest.fixture
def papers(item):
    """A paper with four appendices: for members, withdrawn, redacted and public."""
    case = paper(item, "Case")
    paper(item, "Rents", sensitivity="restricted", is_appendix=True)
    paper(item, "Old map", is_withdrawn=True, is_appendix=True)
    plan = paper(
        item, "Named", sensitivity="private", is_redacted=True, is_appendix=True
    )
    RedactedTwinFactory(version=plan, title="Nameless")
    paper(item, "Map", is_appendix=True)
    return case


def page(client, user, name, pk) -> str:
    client.logout()
    if user is not None:
        client.force_login(user)
    return client.get(reverse(name, args=[pk])).content.decode()


def test_public_reads_the_letters_that_members_read(client, cast, papers):
    shown = page(client, None, "publishing:gathering", cast.gathering.pk)

    assert "Appendix D: Map (PDF" in shown
    assert "Appendix C: Nameless (redacted, PDF" in shown
    assert "Case (PDF" in shown
    for kept in ("Rents", "Old map", "Named", "Appendix A", "Appendix B"):
        assert kept not in shown


def test_members_find_every_appendix_under_its_letter(client, cast, item, papers):
    on_item = page(client, cast.gp_seated, "meetings:item", item.pk)
    on_agenda = page(client, cast.gp_seated, "meetings:gathering", cast.gathering.pk)

    for shown in (on_item, on_agenda):
        assert "Appendix A: Rents" in shown
        assert "Appendix C: Named" in shown
        assert "Appendix D: Map" in shown
        assert "Old map" not in shown
    assert "Appendix C: Nameless" in on_item


def test_who_only_attends_does_not_find_the_private_ones(client, cast, item, papers):
    shown = page(client, cast.observer, "meetings:item", item.pk)

    assert "Appendix D: Map" in shown
    assert "Appendix C: Nameless" in shown
    assert "Rents" not in shown
    assert "Named" not in shown


def test_appendix_is_handed_in_and_becomes_a_paper_again(client, cast, item):
    client.force_login(cast.officer)
    sent = {"title": "Map", "sensitivity": "restricted", "is_appendix": "on"}
    file = SimpleUploadedFile("x.pdf", lined(["A map"]), content_type="application/pdf")
    url = reverse("meetings:paper_add", args=[item.pk])

    said = client.post(url, {**sent, "file": file}, follow=True).content.decode()

    kept = Paper.objects.get()
    assert kept.is_appendix
    assert "Appendix A: Map" in said

    change = reverse("meetings:paper_change", args=[kept.pk])
    seen = client.get(change).context["form"].initial["seen"]
    sent = {"title": "Map", "sensitivity": "restricted", "seen": seen}
    said = client.post(change, sent, follow=True).content.decode()

    kept.refresh_from_db()
    assert not kept.is_appendix
    assert "Appendix A" not in said
    event = AuditEvent.objects.get(event="paper.changed")
    assert event.details["before"]["is_appendix"] is True


def test_order_of_the_papers_gives_the_letters(client, cast, item, papers):
    last = Paper.objects.get(title="Map")
    client.force_login(cast.officer)

    client.post(reverse("meetings:paper_move", args=[last.pk]), {"to": 1})

    shown = page(client, None, "publishing:gathering", cast.gathering.pk)
    assert "Appendix A: Map" in shown
    assert "Appendix D: Nameless" in shown


def test_pages_take_the_same_queries_with_more_appendices(client, cast, item, papers):
    asked = [
        (None, "publishing:gathering", cast.gathering.pk),
        (cast.gp_seated, "meetings:item", item.pk),
        (cast.gp_seated, "meetings:gathering", cast.gathering.pk),
    ]
    before = [queries_of(client, *one) for one in asked]
    for number in range(4):
        paper(item, f"More {number}", is_appendix=True)

    assert [queries_of(client, *one) for one in asked] == before


def queries_of(client, user, name, pk) -> int:
    client.logout()
    if user is not None:
        client.force_login(user)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse(name, args=[pk])).status_code == 200
    return len(queries)
