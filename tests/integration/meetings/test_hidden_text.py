"""Text that nobody sees: held back from the public, told to whoever answers for a paper."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.errors import RuleBroken
from core.models import AuditEvent
from meetings import uploads
from meetings.actions import office_work, papers
from meetings.enums import GatheringState, PreflightCheck, ScopeRole, Sensitivity
from meetings.facts.preflight import preflight_of
from meetings.models import Paper, PaperUpload, PaperVersion, RedactedTwin
from tests.factories.meetings import ItemFactory, ItemScopeFactory, gather
from tests.factories.packs import keep_from
from tests.factories.uploads import PaperUploadFactory
from tests.fixtures.office_files import run, word
from tests.fixtures.redacted_pdf import covered, lined
from tests.fixtures.tools import tool


pytestmark = pytest.mark.django_db

WORDS = ["First line", "Second line", "Third line", "Fourth line", "Fifth line"]
CLEAN = lined([*WORDS, "Dr Illingworth earns 96400"], WORDS)
HIDING = covered(CLEAN, 1)
TWIN = lined(WORDS, WORDS)
SECRET = "Illingworth"
BLACK = '<w:color w:val="000000"/><w:shd w:val="clear" w:color="auto" w:fill="000000"/>'


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def cast():
    return gather(1, state=GatheringState.NOTICE_GIVEN)


@pytest.fixture
def item(cast):
    item = ItemFactory(gathering=cast.gathering, lead=cast.observer.person)
    ItemScopeFactory(item=item, sitting=cast.sittings[0], role=ScopeRole.DECIDE)
    return item


def send(act, content, **said):
    with uploads.checked(SimpleUploadedFile("case.pdf", content)) as upload:
        return act(upload=upload, **said)


def add(cast, item, content, sensitivity=Sensitivity.PUBLIC, **said):
    said = {"title": "Bids", "sensitivity": sensitivity, "by": cast.officer, **said}
    return send(papers.add, content, item=item, **said)


def hand_in(client, item, content, **said):
    file = SimpleUploadedFile("case.pdf", content)
    said = {"title": "Bids", "sensitivity": "public", "file": file, **said}
    return client.post(reverse("meetings:paper_add", args=[item.pk]), said)


def body(response) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def refused(act, *args, **said):
    with pytest.raises(RuleBroken) as found:
        act(*args, **said)
    return found.value.verdict


def test_public_paper_with_hidden_text_is_held_back(cast, item):
    verdict = refused(add, cast, item, HIDING)

    assert verdict.code == "hidden_text"
    assert "On page 1 text lies under a box" in verdict.reason
    assert not Paper.objects.exists()


def test_public_paper_with_hidden_text_goes_out_on_somebodys_word(cast, item):
    version = add(cast, item, HIDING, hidden_is_meant=True)

    assert (version.hidden_pages, version.hidden_is_meant) == ([1], True)
    details = AuditEvent.objects.get(event="paper.added").details
    assert details["hidden_is_meant"] is True
    assert SECRET not in str(details)


def test_word_is_kept_only_where_text_is_hidden(cast, item):
    version = add(cast, item, CLEAN, hidden_is_meant=True)

    assert (version.hidden_pages, version.hidden_is_meant) == ([], False)


def test_paper_for_members_is_kept_and_told(cast, item):
    version = add(cast, item, HIDING, Sensitivity.RESTRICTED)

    assert (version.hidden_pages, version.hidden_is_meant) == ([1], False)


def test_new_version_with_hidden_text_does_not_take_the_place_of_a_clean_one(
    cast, item
):
    first = add(cast, item, CLEAN)
    said = {"paper": first.paper, "by": cast.officer}

    assert refused(send, papers.replace, HIDING, **said).code == "hidden_text"
    assert first.paper.versions.count() == 1
    second = send(papers.replace, HIDING, hidden_is_meant=True, **said)
    assert second.hidden_is_meant


def test_paper_with_hidden_text_is_not_opened_to_everybody(cast, item):
    version = add(cast, item, HIDING, Sensitivity.RESTRICTED)
    said = {"paper": version.paper, "title": "Bids", "by": cast.officer}

    verdict = refused(papers.change, sensitivity=Sensitivity.PUBLIC, **said)
    assert verdict.code == "hidden_text"

    again = send(
        papers.replace,
        HIDING,
        paper=version.paper,
        hidden_is_meant=True,
        by=cast.officer,
    )
    assert again.number == 2
    papers.change(sensitivity=Sensitivity.PUBLIC, **said)
    assert Paper.objects.get().sensitivity == Sensitivity.PUBLIC


def test_same_file_again_changes_nothing_but_on_a_new_word(cast, item):
    version = add(cast, item, HIDING, Sensitivity.RESTRICTED)
    said = {"paper": version.paper, "by": cast.officer}

    assert send(papers.replace, HIDING, **said) == version
    second = send(papers.replace, HIDING, hidden_is_meant=True, **said)
    assert send(papers.replace, HIDING, hidden_is_meant=True, **said) == second


def test_form_asks_only_once_it_is_needed_and_takes_the_word(client, cast, item):
    client.force_login(cast.observer)
    empty = client.get(reverse("meetings:paper_add", args=[item.pk]))
    assert "hidden_is_meant" not in body(empty)
    assert "hidden_is_meant" not in body(hand_in(client, item, b"no PDF at all"))

    asked = body(hand_in(client, item, HIDING))
    assert "On page 1 text lies under a box" in asked
    assert "Everybody may read the text that cannot be seen" in asked
    assert 'value="Bids"' in asked

    done = hand_in(client, item, HIDING, hidden_is_meant="on")
    assert done.status_code == 302
    assert PaperVersion.objects.get().hidden_is_meant


def test_form_of_the_next_version_asks_as_well(client, cast, item):
    paper = add(cast, item, CLEAN).paper
    client.force_login(cast.observer)
    address = reverse("meetings:paper_replace", args=[paper.pk])

    file = SimpleUploadedFile("case.pdf", HIDING)
    assert "hidden_is_meant" in body(client.post(address, {"file": file}))
    file = SimpleUploadedFile("case.pdf", HIDING)
    client.post(address, {"file": file, "hidden_is_meant": "on"})
    assert paper.versions.count() == 2


def test_redacted_form_that_only_covers_a_word_is_held_back(client, cast, item):
    full = add(cast, item, CLEAN)
    client.force_login(cast.officer)
    address = reverse("meetings:twin_add", args=[full.paper_id])

    def sent(content, **said):
        file = SimpleUploadedFile("case.pdf", content)
        said = {"title": "Bids", "version": full.pk, "file": file, **said}
        return client.post(address, said)

    assert "Everybody may read the text that cannot be seen" not in body(sent(CLEAN))
    hidden_name = covered(lined([*WORDS, f"Dr {SECRET}"], WORDS), 1)
    assert "On page 1 text lies under a box" in body(sent(hidden_name))
    assert not RedactedTwin.objects.exists()

    assert sent(TWIN).status_code == 302
    assert RedactedTwin.objects.get().hidden_pages == []


def test_word_file_in_black_on_black_waits_for_its_authors_word(client, cast, item):
    tool("soffice")
    client.force_login(cast.observer)
    content = word(run("Partners: "), run(f"Dr {SECRET} earns 96400", BLACK))
    hand_in(client, item, content)

    office_work.convert_waiting()

    upload = PaperUpload.objects.get()
    page = body(client.get(reverse("meetings:upload", args=[upload.pk])))
    assert "On page 1 text lies under a box" in page
    assert "Everybody may read the text that cannot be seen" in page
    assert not PaperVersion.objects.exists()

    retry = reverse("meetings:upload_retry", args=[upload.pk])
    client.post(retry, {"hidden_is_meant": "on"})
    office_work.convert_waiting()
    version = PaperVersion.objects.get()
    assert (version.hidden_pages, version.hidden_is_meant) == ([1], True)


def test_word_file_that_failed_for_another_reason_is_not_asked(client, cast, item):
    upload = PaperUploadFactory(
        item=item,
        uploaded_by=cast.observer,
        state="failed",
        failure="It took too long.",
    )
    client.force_login(cast.observer)

    page = body(client.get(reverse("meetings:upload", args=[upload.pk])))

    assert "hidden_is_meant" not in page


def shown_of(client, user, item):
    client.force_login(user)
    return body(client.get(reverse("meetings:item", args=[item.pk])))


def test_item_page_tells_its_author_what_keeps_people_from_reading(client, cast, item):
    add(cast, item, HIDING, Sensitivity.RESTRICTED)

    for user in (cast.observer, cast.officer):
        page = shown_of(client, user, item)
        assert "It has no tags" in page
        assert "Document structure tags" in page
        assert "On page 1 text lies under a box" in page
    member = shown_of(client, cast.gp_seated, item)
    assert "Bids" in member
    assert "It has no tags" not in member
    assert "text lies under a box" not in member


def test_item_page_says_nothing_of_what_is_meant(client, cast, item):
    add(cast, item, HIDING, hidden_is_meant=True)

    assert "text lies under a box" not in shown_of(client, cast.officer, item)


def test_member_who_is_kept_out_is_told_nothing(client, cast, item):
    add(cast, item, HIDING, Sensitivity.RESTRICTED)
    keep_from(cast, item, cast.gp_seated.person)
    client.force_login(cast.gp_seated)

    page = client.get(reverse("meetings:item", args=[item.pk]))

    assert page.status_code == 403
    assert "text lies under a box" not in page.content.decode()


def checks_of(cast):
    found = preflight_of(cast.gathering)
    return {
        check: [one.finding.sentence for one in found.of_check(check)]
        for check in (PreflightCheck.HIDDEN_TEXT, PreflightCheck.UPLOAD_OPEN)
    }


def test_checks_before_a_pack_tell_hidden_text_and_open_office_files(cast, item):
    add(cast, item, HIDING, Sensitivity.RESTRICTED)
    PaperUploadFactory(item=item, uploaded_by=cast.officer, title="Budget")

    hidden, waiting = checks_of(cast).values()

    assert "“Bids”: On page 1 text lies under a box" in hidden[0]
    assert "“Budget” is still being made into a PDF" in waiting[0]


def test_checks_before_a_pack_are_silent_on_what_is_meant(cast, item):
    add(cast, item, HIDING, hidden_is_meant=True)

    assert checks_of(cast)[PreflightCheck.HIDDEN_TEXT] == []


def test_item_page_asks_as_often_with_more_papers(client, cast, item):
    add(cast, item, HIDING, Sensitivity.RESTRICTED)
    shown_of(client, cast.officer, item)
    with CaptureQueriesContext(connection) as before:
        shown_of(client, cast.officer, item)
    for title in ("Second", "Third"):
        add(cast, item, HIDING, Sensitivity.RESTRICTED, title=title)

    with CaptureQueriesContext(connection) as after:
        shown_of(client, cast.officer, item)

    assert len(after) == len(before)


def test_public_paper_that_nobody_could_look_through_is_held_back(cast, item):
    file = SimpleUploadedFile("case.pdf", CLEAN)
    with uploads.checked(file) as upload:
        blind = replace(upload, hidden_pages=None)
        verdict = refused(
            papers.add,
            item=item,
            title="Bids",
            sensitivity=Sensitivity.PUBLIC,
            upload=blind,
            by=cast.officer,
        )
        kept = papers.add(
            item=item,
            title="Bids",
            sensitivity=Sensitivity.PUBLIC,
            upload=blind,
            hidden_is_meant=True,
            by=cast.officer,
        )

    assert "could not be looked through" in verdict.reason
    assert kept.hidden_pages is None
    assert kept.hidden_is_meant


def test_same_file_looked_through_at_last_is_a_new_version(cast, item):
    file = SimpleUploadedFile("case.pdf", CLEAN)
    with uploads.checked(file) as upload:
        kept = papers.add(
            item=item,
            title="Bids",
            sensitivity=Sensitivity.PRIVATE,
            upload=replace(upload, hidden_pages=None),
            by=cast.officer,
        )
        again = papers.replace(paper=kept.paper, upload=upload, by=cast.officer)
        twice = papers.replace(paper=kept.paper, upload=upload, by=cast.officer)

    assert again.number == 2
    assert again.hidden_pages == []
    assert twice == again
