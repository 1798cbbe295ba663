"""Handing in, replacing and withdrawing the papers of an item, as real PDF files."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.errors import RuleBroken
from core.models import AuditEvent
from meetings import uploads
from meetings.actions import papers
from meetings.enums import PaperAvailability, Sensitivity
from meetings.models import Paper
from tests.factories.meetings import ItemFactory, gather
from tests.fixtures.pdf_files import tagged


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kept_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def cast():
    return gather(1)


@pytest.fixture(scope="module")
def files():
    return [tagged("First words"), tagged("Other words", 2)]


def send(act, content, **said):
    with uploads.checked(SimpleUploadedFile("case.pdf", content)) as upload:
        return act(upload=upload, **said)


def add(cast, content, sensitivity=Sensitivity.PUBLIC, **of_item):
    return send(
        papers.add,
        content,
        item=ItemFactory(gathering=cast.gathering, **of_item),
        title="Business case",
        sensitivity=sensitivity,
        by=cast.officer,
    )


def replace(cast, paper, content):
    return send(papers.replace, content, paper=paper, by=cast.officer)


def test_add_keeps_no_paper_of_a_heading(cast, files):
    with pytest.raises(RuleBroken) as refused:
        add(cast, files[0], heading=True)

    assert refused.value.verdict.code == "heading_has_no_paper"
    assert not Paper.objects.exists()


def test_add_keeps_no_public_paper_in_the_private_part(cast, files):
    with pytest.raises(RuleBroken) as refused:
        add(cast, files[0], private=True)

    assert refused.value.verdict.code == "public_paper_in_private"
    kept = add(cast, files[0], Sensitivity.PRIVATE, private=True)
    assert kept.paper.sensitivity == Sensitivity.PRIVATE


def test_add_attaches_the_paper_that_was_to_follow(cast, files):
    kept = add(cast, files[0], availability="to_follow")

    kept.paper.item.refresh_from_db()
    assert kept.paper.item.availability == PaperAvailability.ATTACHED
    assert AuditEvent.objects.filter(event="item.paper_followed").count() == 1


@pytest.mark.parametrize("availability", ["verbal", "tabled", "attached"])
def test_add_leaves_an_item_as_it_comes_otherwise(cast, files, availability):
    kept = add(cast, files[0], availability=availability)

    kept.paper.item.refresh_from_db()
    assert kept.paper.item.availability == availability
    assert not AuditEvent.objects.filter(event="item.paper_followed").exists()


def test_add_of_an_appendix_leaves_its_paper_to_follow(cast, files):
    item = ItemFactory(gathering=cast.gathering, availability="to_follow")
    send(
        papers.add,
        files[0],
        item=item,
        title="Map",
        is_appendix=True,
        by=cast.officer,
    )

    item.refresh_from_db()
    assert item.availability == PaperAvailability.TO_FOLLOW


def test_replace_keeps_the_old_version_and_takes_the_same_file_once(cast, files):
    first = add(cast, files[0])

    assert replace(cast, first.paper, files[0]) == first
    second = replace(cast, first.paper, files[1])

    assert (second.number, second.pages) == (2, 2)
    assert [one.number for one in first.paper.versions.order_by("number")] == [1, 2]
    assert AuditEvent.objects.filter(event="paper.replaced").count() == 1


def test_withdraw_wants_a_reason_and_takes_no_more_versions(cast, files):
    paper = add(cast, files[0]).paper

    with pytest.raises(RuleBroken, match="Say why"):
        papers.withdraw(paper=paper, reason=" ", by=cast.officer)
    papers.withdraw(paper=paper, reason="The figures are wrong.", by=cast.officer)

    with pytest.raises(RuleBroken) as refused:
        replace(cast, paper, files[1])
    assert refused.value.verdict.code == "paper_withdrawn"
    assert paper.versions.count() == 1
