"""Handing in the redacted twin of a paper, and taking it off the public site."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction

from core import clock
from core.errors import RuleBroken
from core.models import AuditEvent
from meetings import uploads
from meetings.actions import papers, redactions
from meetings.enums import GatheringState, Sensitivity
from meetings.facts.redactions import current_twins
from meetings.models import Gathering, RedactedTwin
from tests.factories.meetings import ItemFactory, PaperVersionFactory, gather
from tests.factories.papers import RedactedTwinFactory
from tests.factories.people import UserFactory
from tests.fixtures.redacted_pdf import covered, lined


pytestmark = pytest.mark.django_db

FULL = lined(["Opening", "The price is 900"], ["Risks"])
REDACTED = lined(["Opening"], ["Risks"])


@pytest.fixture(autouse=True)
def _kept_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def cast():
    return gather(1)


@pytest.fixture
def full(cast):
    item = ItemFactory(gathering=cast.gathering)
    return sent(papers.add, FULL, item=item, title="Bids", by=cast.officer)


def sent(act, content, **said):
    with uploads.checked(SimpleUploadedFile("x.pdf", content)) as upload:
        return act(upload=upload, **said)


def redact(version, by, content=REDACTED, title=""):
    said = {"version": version, "title": title, "by": by}
    return sent(redactions.hand_in, content, **said)[0]


def refusal(version, by, content=REDACTED):
    with pytest.raises(RuleBroken) as refused:
        redact(version, by, content)
    assert not RedactedTwin.objects.exists()
    return refused.value.verdict


def test_hand_in_keeps_the_twin_and_closes_the_full_paper_to_the_public(cast, full):
    twin = redact(full, cast.officer)

    full.paper.refresh_from_db()
    assert (twin.number, twin.pages, twin.title) == (1, 2, "Bids")
    with twin.file.open("rb") as kept, twin.clean_file.open("rb") as clean:
        assert kept.read() != clean.read()
    assert full.paper.is_redacted
    assert full.paper.sensitivity == Sensitivity.RESTRICTED
    event = AuditEvent.objects.get(event="paper.redacted")
    assert event.details["sha256"] == twin.sha256
    assert event.details["pages_taken_out"] == [1]


def test_hand_in_leaves_a_private_paper_private(cast, full):
    paper = full.paper
    said = {"title": "Bids", "sensitivity": Sensitivity.PRIVATE, "by": cast.officer}
    papers.change(paper=paper, **said)

    redact(full, cast.officer, title="Bids without prices")

    paper.refresh_from_db()
    assert paper.sensitivity == Sensitivity.PRIVATE
    assert RedactedTwin.objects.get().title == "Bids without prices"


def test_hand_in_refuses_another_length_with_both_counts(cast, full):
    verdict = refusal(full, cast.officer, lined(["Opening"]))

    assert verdict.code == "twin_length"
    assert "has 2 pages, and this file has 1 page." in verdict.reason
    full.paper.refresh_from_db()
    assert not full.paper.is_redacted


@pytest.mark.parametrize("content", [FULL, covered(FULL, 1)], ids=["same", "covered"])
def test_hand_in_refuses_a_file_that_only_covers_words(cast, full, content):
    assert refusal(full, cast.officer, content).code == "nothing_taken_out"


def test_hand_in_refuses_the_twin_of_a_version_that_was_replaced(cast, full):
    sent(papers.replace, lined(["New"], ["One"]), paper=full.paper, by=cast.officer)

    assert refusal(full, cast.officer).code == "twin_of_old_version"


def test_hand_in_refuses_the_twin_of_a_withdrawn_paper(cast, full):
    papers.withdraw(paper=full.paper, reason="Wrong.", by=cast.officer)

    assert refusal(full, cast.officer).code == "paper_withdrawn"


def test_hand_in_refuses_what_cannot_be_compared(cast):
    item = ItemFactory(gathering=cast.gathering)
    broken = PaperVersionFactory(paper__item=item, pages=2)

    assert refusal(broken, cast.officer).code == "twin_not_compared"


@pytest.mark.parametrize("who", ["member", "stranger"])
def test_hand_in_is_for_officers_and_authors(cast, full, who):
    people = {"member": cast.gp_seated, "stranger": UserFactory(password=None)}

    refusal(full, people[who])


def test_hand_in_takes_the_same_file_once_and_a_better_one_after_it(cast, full):
    first = redact(full, cast.officer)
    assert redact(full, cast.officer) == first

    second = redact(full, cast.officer, lined(["Nothing"], ["Risks"]))

    assert second.number == 2
    assert current_twins([full]) == {full.pk: second}


def test_replace_leaves_the_new_version_without_a_twin(cast, full):
    redact(full, cast.officer)

    newer = sent(
        papers.replace, lined(["New"], ["One"]), paper=full.paper, by=cast.officer
    )

    assert current_twins([newer]) == {}
    newer.paper.refresh_from_db()
    assert newer.paper.is_redacted


def test_change_never_makes_the_full_form_public_again(cast, full):
    redact(full, cast.officer)

    with pytest.raises(RuleBroken) as refused:
        papers.change(
            paper=full.paper,
            title="Bids",
            sensitivity=Sensitivity.PUBLIC,
            by=cast.officer,
        )

    assert refused.value.verdict.code == "redacted_never_public"


def test_take_back_wants_a_reason_and_is_done_once(cast, full):
    twin = redact(full, cast.officer)

    with pytest.raises(RuleBroken, match="Say why"):
        redactions.take_back(twin=twin, reason=" ", by=cast.officer)
    done = redactions.take_back(twin=twin, reason="A name is left.", by=cast.officer)
    again = redactions.take_back(twin=twin, reason="Another.", by=cast.officer)

    assert done.taken_back_because == again.taken_back_because == "A name is left."
    assert current_twins([full]) == {}
    assert AuditEvent.objects.filter(event="paper.redaction_taken_back").count() == 1


def test_take_back_does_not_bring_an_earlier_twin_back(cast, full):
    redact(full, cast.officer)
    second = redact(full, cast.officer, lined(["Nothing"], ["Risks"]))

    redactions.take_back(twin=second, reason="A name.", by=cast.officer)

    assert current_twins([full]) == {}


def test_officer_mends_a_twin_after_the_minutes_are_published(cast, full):
    twin = redact(full, cast.officer)
    closed = Gathering.objects.filter(pk=cast.gathering.pk)
    closed.update(state=GatheringState.PUBLISHED)
    full.paper.item.gathering.refresh_from_db()
    twin.version.paper.item.gathering.refresh_from_db()

    redactions.take_back(twin=twin, reason="A name is left.", by=cast.officer)
    better = redact(full, cast.officer, lined(["Nothing"], ["Risks"]))

    assert current_twins([full]) == {full.pk: better}


def test_rows_refuse_a_public_redacted_paper(full):
    full.paper.is_redacted = True
    with pytest.raises(IntegrityError), transaction.atomic():
        full.paper.save()


def test_rows_refuse_a_twin_of_another_length(full):
    with pytest.raises(DatabaseError, match="as many pages"), transaction.atomic():
        RedactedTwinFactory(version=full, pages=3)


def test_rows_refuse_a_twin_taken_back_by_nobody(full):
    with pytest.raises(IntegrityError), transaction.atomic():
        RedactedTwinFactory(version=full, taken_back_at=clock.now())


def test_rows_refuse_a_twin_without_its_clean_copy(full):
    with pytest.raises(IntegrityError), transaction.atomic():
        RedactedTwinFactory(version=full, clean_file="", clean_sha256="")


def test_rows_keep_a_twin_as_it_was_handed_in(full):
    twin = RedactedTwinFactory(version=full)
    twin.title = "Another"
    with pytest.raises(DatabaseError), transaction.atomic():
        twin.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        twin.delete()
