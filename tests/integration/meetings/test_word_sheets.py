"""The cover sheet filled in with Word: downloaded, read back, and saved on the page."""

from __future__ import annotations

import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AuditEvent
from meetings.enums import GatheringState, ScopeRole
from meetings.models import CoverSheet
from tests.factories.meetings import (
    CoverSheetFactory,
    ItemFactory,
    ItemScopeFactory,
    gather,
)
from tests.factories.packs import keep_from
from tests.factories.people import UserFactory
from tests.fixtures.office_files import excel, run, tracked, word


pytestmark = pytest.mark.django_db

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture
def cast():
    return gather(1, state=GatheringState.NOTICE_GIVEN)


@pytest.fixture
def item(cast):
    item = ItemFactory(
        gathering=cast.gathering, title="Rents", lead=cast.observer.person
    )
    ItemScopeFactory(item=item, sitting=cast.sittings[0], role=ScopeRole.DECIDE)
    CoverSheetFactory(item=item, summary="Two rooms are asked for.", risk="Score 9.")
    return item


def address(name, item):
    return reverse(f"meetings:{name}", args=[item.pk])


def form_of(client, user, item):
    client.force_login(user)
    response = client.get(address("sheet_download", item))
    assert response.status_code == 200
    return response.content


def filled(content, **answers):
    """Write into the boxes of a form as Word does: other words in the same control."""
    document = docx.Document(io.BytesIO(content))
    for control in list(document.element.body.iter(f"{W}sdt")):
        key = control.find(f"{W}sdtPr/{W}tag").get(f"{W}val")
        if key not in answers:
            continue
        if answers[key] is None:
            control.getparent().remove(control)
            continue
        for prompt in control.findall(f"{W}sdtPr/{W}showingPlcHdr"):
            prompt.getparent().remove(prompt)
        words = list(control.iter(f"{W}t"))
        words[0].text = answers[key]
        for more in words[1:]:
            more.text = ""
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def upload(client, item, content, name="Secret name.docx"):
    file = SimpleUploadedFile(name, content)
    response = client.post(address("sheet_upload", item), {"file": file})
    assert response.status_code == 200
    return response


def body(response):
    return " ".join(response.content.decode().split())


def values(response):
    return {
        name: response.context["form"][name].value() for name in ("summary", "risk")
    }


def saved(client, item, response, **said):
    form = response.context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    return client.post(address("cover_sheet", item), {**typed, **said})


def test_author_fills_the_form_in_word_and_saves_what_was_read(client, cast, item):
    content = form_of(client, cast.observer, item)

    read = upload(client, item, filled(content, summary="Three rooms.", risk="None."))

    assert values(read) == {"summary": "Three rooms.", "risk": "None."}
    assert "Nothing is saved yet" in body(read)
    assert CoverSheet.objects.get().summary == "Two rooms are asked for."
    assert saved(client, item, read).status_code == 302
    sheet = CoverSheet.objects.get()
    assert (sheet.summary, sheet.risk) == ("Three rooms.", "None.")
    event = AuditEvent.objects.get(event="cover_sheet.written")
    assert event.details["before"]["Summary"] == "Two rooms are asked for."
    assert "Secret name" not in body(read)


def test_form_as_it_was_downloaded_changes_nothing(client, cast, item):
    content = form_of(client, cast.observer, item)

    read = upload(client, item, content)

    assert values(read) == {"summary": "Two rooms are asked for.", "risk": "Score 9."}
    saved(client, item, read)
    assert CoverSheet.objects.get().risk == "Score 9."


def test_sheet_that_changed_since_is_shown_beside_what_was_read(client, cast, item):
    content = form_of(client, cast.observer, item)
    page = client.get(address("cover_sheet", item))
    saved(client, item, page, summary="Four rooms.")
    assert CoverSheet.objects.get().summary == "Four rooms."

    read = upload(client, item, filled(content, summary="Three rooms."))
    answer = saved(client, item, read)

    assert answer.status_code == 200
    assert "Four rooms." in body(answer)
    assert "Three rooms." in body(answer)
    assert CoverSheet.objects.get().summary == "Four rooms."


def test_form_of_another_item_is_refused_and_named(client, cast, item):
    other = ItemFactory(
        gathering=cast.gathering, title="Fees", lead=cast.observer.person
    )
    content = form_of(client, cast.observer, other)

    read = upload(client, item, content)

    assert "This is the form of another item" in body(read)
    assert values(read)["summary"] == "Two rooms are asked for."


def test_box_that_is_gone_leaves_what_the_sheet_says(client, cast, item):
    content = form_of(client, cast.observer, item)

    read = upload(client, item, filled(content, summary="Three rooms.", risk=None))

    assert values(read) == {"summary": "Three rooms.", "risk": "Score 9."}
    assert "no longer in your form" in body(read)
    assert "Risk and its reference" in body(read)


def test_words_beside_the_boxes_are_shown_and_not_taken(client, cast, item):
    document = docx.Document(io.BytesIO(form_of(client, cast.observer, item)))
    document.add_paragraph("A word <b>beside</b>.")
    made = io.BytesIO()
    document.save(made)

    read = upload(client, item, made.getvalue())

    assert "These words stand in no box" in body(read)
    assert "A word &lt;b&gt;beside&lt;/b&gt;." in body(read)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (word(run("A plain paper.")), "This is not the Word form of a cover sheet"),
        (excel(), "This is not the Word form of a cover sheet"),
        (tracked(), "Accept or reject them all"),
        (word()[:-30], "damaged"),
        (b"%PDF-1.7 invented", "Word"),
    ],
    ids=["paper", "workbook", "tracked", "broken", "pdf"],
)
def test_file_that_is_no_form_is_refused_with_a_sentence(
    client, cast, item, content, sentence
):
    client.force_login(cast.observer)

    read = upload(client, item, content)

    assert sentence in body(read)
    assert values(read)["summary"] == "Two rooms are asked for."


def test_nothing_chosen_is_said(client, cast, item):
    client.force_login(cast.observer)

    response = client.post(address("sheet_upload", item), {})

    assert "Select the Word form" in body(response)


def test_form_holds_no_name_and_nothing_but_the_sheet(client, cast, item):
    content = form_of(client, cast.observer, item)

    document = docx.Document(io.BytesIO(content))
    words = "\n".join(one.text for one in document.paragraphs)
    assert "Cover sheet: Rents" in words
    assert cast.observer.person.family_name not in words
    response = client.get(address("sheet_download", item))
    assert response["Content-Disposition"] == (
        'attachment; filename="cover-sheet-rents.docx"'
    )
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("who", ["gp_seated", "outsider"])
def test_form_is_for_those_who_write_the_sheet(client, cast, item, who):
    user = UserFactory() if who == "outsider" else getattr(cast, who)
    client.force_login(user)

    for response in (
        client.get(address("sheet_download", item)),
        client.post(address("sheet_upload", item), {}),
    ):
        assert response.status_code in {403, 404}
        assert "Two rooms" not in response.content.decode()


def test_form_is_kept_from_whom_an_interest_keeps_out(client, cast, item):
    keep_from(cast, item, cast.gp_seated.person)
    client.force_login(cast.gp_seated)

    assert client.get(address("sheet_download", item)).status_code in {403, 404}


def test_reading_a_form_asks_as_often_whatever_it_holds(client, cast, item):
    content = form_of(client, cast.observer, item)
    upload(client, item, content)

    def queries(sent):
        with CaptureQueriesContext(connection) as asked:
            upload(client, item, sent)
        return len(asked)

    long = filled(content, summary="Word. " * 400, risk="Score. " * 400)
    assert queries(content) == queries(long)
