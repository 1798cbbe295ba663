"""A copy that gives too much is taken back, replaced and answered for."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conflicts.enums import SourceKind
from core import clock
from core.errors import RuleBroken
from core.models import AuditEvent
from meetings.enums import PaperHandling, Participation
from meetings.models import Item, PaperVersion
from notices.models import Letter
from notices.registry import render
from packs.actions import recalls, replacing
from packs.models import PackCopy, PackRecall, RecallAnswer
from packs.tasks import build_queued
from tests.factories.packs import (
    PackRecallFactory,
    built,
    copy_of,
    dispatched,
    keep_from,
    raise_conflict,
    ready,
)
from tests.fixtures import pdf_reading


pytestmark = pytest.mark.django_db
INSIDERS = ("guardian", "chair", "deputy", "observer")
OUTSIDERS = ("outsider", "neighbour_officer")


@pytest.fixture
def world():
    cast, matters = ready()
    return cast, matters, dispatched(cast)


def ruled(cast, item, **ruling):
    """Let a conflict come to light and the chair withhold the papers."""
    return keep_from(cast, item, cast.gp_seated.person, **ruling)


def text_of(copy):
    with copy.file.open("rb") as stored:
        return re.sub(r"\s+", " ", pdf_reading.text_of(stored.read()))


def read_pack(client, cast):
    client.force_login(cast.gp_seated)
    answer = client.get(reverse("packs:mine", args=[cast.gathering.pk]))
    return answer, b"".join(answer.streaming_content) if answer.streaming else b""


def words(response):
    return " ".join(response.content.decode().split())


def test_ruling_after_dispatch_takes_the_copy_back_and_gives_another(client, world):
    cast, matters, pack = world
    first = copy_of(pack, cast.gp_seated)
    read_pack(client, cast)
    ruled(cast, matters["Alpha"])

    build_queued()

    recall = PackRecall.objects.get()
    assert recall.copy == first
    assert recall.recalled_by == f"the ruling recorded by {cast.chair.label}"
    assert recall.opened_at is not None
    # Matter Alpha: its cover sheet and the two pages of its paper.
    assert recall.pages == [[3, 5]]
    again = recall.replacement
    first.refresh_from_db()
    assert first.revoked_at is not None
    assert first.revoked_by == cast.chair
    assert again.pages == first.pages
    assert "Text of Alpha" in text_of(first)
    assert "Text of Alpha" not in text_of(again)
    assert "Text of Beta" in text_of(again)
    answer, content = read_pack(client, cast)
    assert answer.status_code == 200
    with again.file.open("rb") as stored:
        assert content == stored.read()
    assert AuditEvent.objects.filter(event="copy.recalled").count() == 1


def test_recall_again_and_again_takes_back_once(world):
    cast, matters, _pack = world
    ruled(cast, matters["Alpha"])
    build_queued()
    letters = Letter.objects.filter(kind="pack_recalled")

    build_queued()

    assert PackRecall.objects.count() == 1
    assert letters.count() == 1
    assert PackCopy.objects.filter(person=cast.gp_seated.person).count() == 2


def test_conflict_nobody_has_ruled_on_shuts_the_copy_and_takes_nothing_back(world):
    cast, matters, _pack = world
    raise_conflict(cast, matters["Alpha"], cast.gp_seated.person)

    build_queued()

    assert not PackRecall.objects.exists()


@pytest.mark.parametrize(
    "ruling",
    [
        {"papers": PaperHandling.GIVEN, "participation": Participation.TAKE_PART},
        {"papers": PaperHandling.GIVEN, "participation": Participation.STAY_NO_VOTE},
    ],
)
def test_ruling_that_gives_the_papers_takes_nothing_back(world, ruling):
    cast, matters, _pack = world
    ruled(cast, matters["Alpha"], **ruling)

    build_queued()

    assert not PackRecall.objects.exists()


def test_ruling_on_a_meeting_that_is_over_takes_nothing_back(world, settings):
    cast, matters, _pack = world
    ruled(cast, matters["Alpha"])
    settings.QUORATE_TODAY = cast.gathering.held_on + timedelta(days=1)

    assert recalls.recall_confirmed() == 0


def test_replacement_keeps_every_number_whatever_became_of_the_agenda(world):
    cast, matters, pack = world
    Item.objects.filter(pk=matters["Beta"].pk).update(title="Renamed since")
    ruled(cast, matters["Alpha"])

    build_queued()

    again = PackRecall.objects.get().replacement
    assert "Matter Beta" in text_of(again)
    assert "Renamed since" not in text_of(again)
    assert again.pages == copy_of(pack, cast.chair).pages


def test_replacement_that_cannot_be_built_says_so_and_shuts_the_copy(client, world):
    cast, matters, _pack = world
    ruled(cast, matters["Alpha"])
    version = PaperVersion.objects.get(paper__item=matters["Beta"])
    with open(version.clean_file.path, "wb") as stored:
        stored.write(b"broken")

    build_queued()
    build_queued()

    recall = PackRecall.objects.get()
    client.force_login(cast.officer)
    page = words(client.get(reverse("packs:gathering", args=[cast.gathering.pk])))
    assert f"{cast.gp_seated.person} has no copy" in page
    assert recall.replacement is None
    assert recall.failure.startswith("The replacement could not be built.")
    assert AuditEvent.objects.filter(event="copy.not_replaced").count() == 1
    answer, _ = read_pack(client, cast)
    assert answer.status_code == 404
    assert "Your pack was taken back" in words(answer)


def test_replacement_claimed_by_a_worker_that_died_is_made_by_another(world):
    cast, matters, _pack = world
    ruled(cast, matters["Alpha"])
    recalls.recall_confirmed()
    claimed = recalls.claim_next()

    assert recalls.claim_next() is None
    assert replacing.replace_waiting() == 0
    PackRecall.objects.update(claimed_at=clock.now() - timedelta(hours=1))
    assert replacing.replace_waiting() == 1

    claimed.refresh_from_db()
    assert claimed.replacement is not None


def test_letter_names_pages_and_no_title(world):
    cast, matters, _pack = world
    ruled(cast, matters["Alpha"])
    recalls.recall_confirmed()
    letter = Letter.objects.get(kind="pack_recalled")

    said = render(letter)

    assert letter.person == cast.gp_seated.person
    assert "pages 3 to 5" in said.text
    recall = PackRecall.objects.get()
    assert reverse("packs:recall", args=[recall.pk]) in said.text
    assert matters["Alpha"].title not in said.subject + said.text
    recalls.answer(
        recall=recall,
        said=RecallAnswer.DELETED,
        source=SourceKind.SELF,
        said_on=None,
        by=cast.gp_seated,
    )
    assert render(letter) is None


def test_officer_takes_back_before_the_chair_has_ruled(client, world):
    cast, matters, pack = world
    raise_conflict(cast, matters["Alpha"], cast.gp_seated.person)
    copy = copy_of(pack, cast.gp_seated)
    url = reverse("packs:take_back", args=[copy.pk])
    client.force_login(cast.officer)
    page = words(client.get(reverse("packs:gathering", args=[cast.gathering.pk])))
    assert url in page

    answer = client.post(url, follow=True)

    assert "Taken back. The reader is told by letter" in words(answer)
    recall = PackRecall.objects.get()
    assert recall.recalled_by == cast.officer.label
    copy.refresh_from_db()
    assert copy.revoked_by == cast.officer
    page = words(client.get(reverse("packs:gathering", args=[cast.gathering.pk])))
    assert "No answer yet" in page
    assert f"{cast.gp_seated.person} has no copy" not in page
    client.post(url)
    assert PackRecall.objects.count() == 1


def test_take_back_of_what_gives_nothing_withheld_is_refused(client, world):
    cast, _matters, pack = world
    client.force_login(cast.officer)

    answer = client.post(
        reverse("packs:take_back", args=[copy_of(pack, cast.chair).pk]), follow=True
    )

    assert "gives nothing that is withheld from its reader now" in words(answer)
    assert not PackRecall.objects.exists()


def test_take_back_before_it_was_sent_is_refused():
    cast, matters = ready()
    pack = built(cast)
    raise_conflict(cast, matters["Alpha"], cast.gp_seated.person)

    with pytest.raises(RuleBroken) as refused:
        recalls.recall(copy=copy_of(pack, cast.gp_seated), by=cast.officer)

    assert refused.value.verdict.code == "not_current"


@pytest.mark.parametrize("name", ["take_back", "recall"])
def test_pages_are_for_officers_and_the_reader(client, world, name):
    cast, matters, pack = world
    raise_conflict(cast, matters["Alpha"], cast.gp_seated.person)
    copy = copy_of(pack, cast.gp_seated)
    if name == "take_back":
        url, ask, insiders = (
            reverse("packs:take_back", args=[copy.pk]),
            client.post,
            403,
        )
    else:
        recall = recalls.recall(copy=copy, by=cast.officer)
        url, ask, insiders = reverse("packs:recall", args=[recall.pk]), client.get, 404

    for roles, status in ((INSIDERS, insiders), (OUTSIDERS, 404)):
        for role in roles:
            client.force_login(getattr(cast, role))
            assert ask(url).status_code == status, role
    client.logout()
    assert ask(url).status_code == 302
    assert PackRecall.objects.count() == (name == "recall")


def test_reader_answers_and_corrects_it(client, world):
    cast, matters, _pack = world
    ruled(cast, matters["Alpha"])
    build_queued()
    url = reverse("packs:recall", args=[PackRecall.objects.get().pk])
    client.force_login(cast.gp_seated)
    page = words(client.get(url))
    assert "Delete your pack" in page
    assert "pages 3 to 5" in page
    assert reverse("packs:mine", args=[cast.gathering.pk]) in page
    assert "Matter Alpha" not in page
    assert "Select what became of the copy" in words(client.post(url, {}))

    client.post(url, {"answer": "deleted"})
    client.post(url, {"answer": "handed_back"})

    recall = PackRecall.objects.get()
    assert (recall.answer, recall.source) == ("handed_back", SourceKind.SELF)
    assert recall.recorded_by == cast.gp_seated
    assert recall.answered_on == clock.today()
    assert AuditEvent.objects.filter(event="recall.answered").count() == 2
    assert "handed back or destroyed" in words(client.get(url))


def test_officer_records_what_the_reader_said(client, world):
    cast, matters, _pack = world
    ruled(cast, matters["Alpha"])
    build_queued()
    url = reverse("packs:recall", args=[PackRecall.objects.get().pk])
    client.force_login(cast.officer)
    page = words(client.get(url))
    assert "Opened before" in page
    typed = {"answer": "never_kept", "source": SourceKind.TELEPHONE.value}
    refused = words(client.post(url, typed))
    assert "Enter the day on which the answer came" in refused

    day = clock.today()
    client.post(
        url,
        {
            **typed,
            "said_on_0": day.day,
            "said_on_1": day.month,
            "said_on_2": day.year,
        },
    )

    recall = PackRecall.objects.get()
    assert (recall.answer, recall.source) == ("never_kept", SourceKind.TELEPHONE)


def test_recall_page_asks_the_same_however_many_pages(client, world):
    cast, _matters, pack = world
    recall = PackRecallFactory(
        copy__pack=pack,
        copy__person=cast.gp_seated.person,
        copy__revoked_at=clock.now(),
        copy__revoked_by=cast.officer,
    )
    url = reverse("packs:recall", args=[recall.pk])
    client.force_login(cast.officer)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    PackRecall.objects.update(pages=[[n, n] for n in range(3, 40, 2)])

    with CaptureQueriesContext(connection) as many:
        client.get(url)

    assert len(many) == len(few)


def test_pages_in_words():
    recall = PackRecall(pages=[[3, 5], [9, 9], [12, 20]])

    assert recall.pages_in_words == "pages 3 to 5, page 9 and pages 12 to 20"


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("waiting", "Another copy is being made."),
        ("failed", "Another copy could not be made."),
        ("replaced", "There is no pack for you at the moment."),
    ],
)
def test_page_without_a_pack_says_what_became_of_the_replacement(
    client, world, state, said
):
    cast, matters, _pack = world
    ruled(cast, matters["Alpha"])
    recalls.recall_confirmed()
    if state == "failed":
        PackRecall.objects.update(failure=replacing.CANNOT)
    if state == "replaced":
        replacing.replace_waiting()
        PackRecall.objects.get().replacement.pack.copies.update(
            revoked_at=clock.now(), revoked_by=cast.officer
        )

    answer, _content = read_pack(client, cast)

    assert answer.status_code == 404
    assert said in words(answer)
    assert ("is being made" in words(answer)) is (state == "waiting")
