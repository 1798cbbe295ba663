"""The pages of the agenda: what each reader meets, in how many queries."""

from __future__ import annotations

import io
import re
from datetime import date

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from meetings.actions import gatherings, items, scopes
from meetings.enums import GatheringState, ScopeRole
from meetings.models import ConflictRow, Gathering, Item, PaperVersion
from tests.factories.meetings import (
    CoverSheetFactory,
    ItemFactory,
    ItemScopeFactory,
    ItemSubjectFactory,
    OrganisationFactory,
    PaperVersionFactory,
    gather,
)


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day(settings, tmp_path):
    settings.QUORATE_TODAY = date(2016, 6, 1)
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def cast():
    return gather(2, draft=True)


def one_pdf(pages=1, **options):
    """Return the bytes of a PDF with so many empty pages."""
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page()
    stream = io.BytesIO()
    pdf.save(stream, **options)
    return stream.getvalue()


def sent(content, name="Secret name of Dr Smith.pdf"):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def matter(cast, **fields):
    """Put a whole matter on the agenda: scope, subject, cover sheet, paper."""
    item = ItemFactory(gathering=cast.gathering, **fields)
    ItemScopeFactory(item=item, sitting=cast.sittings[0])
    ItemSubjectFactory(item=item)
    CoverSheetFactory(item=item)
    PaperVersionFactory(paper__item=item)
    return item


def queries_of(client, url):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    assert response.status_code == 200
    return len(queries)


def names(cast, item, version):
    """Return every address of the agenda with what stands in it."""
    pk = cast.gathering.pk
    return [
        reverse("meetings:gathering", args=[pk]),
        reverse("meetings:move", args=[pk]),
        reverse("meetings:correct", args=[pk]),
        reverse("meetings:give_notice", args=[pk]),
        reverse("meetings:cancel", args=[pk]),
        reverse("meetings:scope_grid", args=[pk]),
        reverse("meetings:order", args=[pk]),
        reverse("meetings:item_add", args=[pk]),
        reverse("meetings:heading_add", args=[pk]),
        reverse("meetings:item", args=[item.pk]),
        reverse("meetings:part_add", args=[item.pk]),
        reverse("meetings:item_edit", args=[item.pk]),
        reverse("meetings:item_withdraw", args=[item.pk]),
        reverse("meetings:cover_sheet", args=[item.pk]),
        reverse("meetings:subjects", args=[item.pk]),
        reverse("meetings:paper_add", args=[item.pk]),
        reverse("meetings:paper_replace", args=[version.paper_id]),
        reverse("meetings:paper_change", args=[version.paper_id]),
        reverse("meetings:paper_withdraw", args=[version.paper_id]),
        reverse("meetings:paper_file", args=[version.pk]),
    ]


def test_every_page_opens_for_the_officer_and_nobody_outside(client, cast):
    item = matter(cast)
    version = PaperVersion.objects.get()
    urls = names(cast, item, version)

    for user, status in ((cast.officer, 200), (cast.neighbour_officer, 404)):
        client.force_login(user)
        for url in urls:
            response = client.get(url)
            assert (url, response.status_code) == (url, status)
            b"".join(response)
    client.logout()
    for url in urls:
        assert client.get(url).status_code == 302


def test_members_read_and_change_nothing(client):
    cast = gather(2)
    item = matter(cast)
    version = PaperVersion.objects.get()
    client.force_login(cast.gp_seated)
    reads = {"meetings:gathering", "meetings:item", "meetings:paper_file"}
    allowed = {reverse("meetings:gathering", args=[cast.gathering.pk])} | {
        reverse(name, args=[pk])
        for name, pk in (
            ("meetings:item", item.pk),
            ("meetings:paper_file", version.pk),
        )
    }
    assert len(allowed) == len(reads)

    for url in names(cast, item, version):
        response = client.get(url)
        assert (url, response.status_code) == (url, 200 if url in allowed else 403)
        b"".join(response)


@pytest.mark.parametrize("role", ["officer", "gp_seated", "observer"])
def test_gathering_page_same_queries_for_ten_and_forty_items(client, role):
    cast = gather(3)
    client.force_login(getattr(cast, role))
    url = reverse("meetings:gathering", args=[cast.gathering.pk])
    for _ in range(10):
        matter(cast)

    ten = queries_of(client, url)
    for _ in range(30):
        matter(cast)

    assert queries_of(client, url) == ten
    assert ten <= 13


def test_gathering_list_and_item_page_same_queries_with_twice_the_rows(client, cast):
    client.force_login(cast.officer)
    item = matter(cast)
    urls = [
        reverse("meetings:gatherings"),
        reverse("meetings:item", args=[item.pk]),
        reverse("meetings:scope_grid", args=[cast.gathering.pk]),
        reverse("meetings:order", args=[cast.gathering.pk]),
        reverse("meetings:give_notice", args=[cast.gathering.pk]),
    ]

    before = [queries_of(client, url) for url in urls]
    for _ in range(3):
        matter(cast)
        PaperVersionFactory(paper__item=item)
        ItemSubjectFactory(item=item)
        other = Gathering.objects.get(pk=cast.gathering.pk)
        other.pk = None
        other.save()
        other.sittings.create(committee=cast.committees[0])

    assert [queries_of(client, url) for url in urls] == before


def test_gathering_page_shows_columns_times_and_next_steps(client, cast):
    client.force_login(cast.officer)
    item = matter(cast, lead=cast.gp_seated.person, title="Merger of two practices")
    url = reverse("meetings:gathering", args=[cast.gathering.pk])

    page = client.get(url).content.decode()

    assert "Merger of two practices" in page
    assert "2pm, 10 min" in page
    assert "Decide" in page
    assert "not in scope" in page
    assert "Give notice" in page
    assert str(item.lead) in page


def test_gathering_page_prints_one_column_for_each_committee(client):
    """Who decides, recommends, notes or is out of scope stands under its committee."""
    cast = gather(3, draft=True)
    item = ItemFactory(gathering=cast.gathering, title="Merger of two practices")
    for sitting, role in zip(
        cast.sittings, (ScopeRole.DECIDE, ScopeRole.NOTE), strict=False
    ):
        ItemScopeFactory(item=item, sitting=sitting, role=role)
    client.force_login(cast.officer)
    url = reverse("meetings:gathering", args=[cast.gathering.pk])

    page = client.get(url).content.decode()

    (table,) = re.findall(r'<table[^>]* quorate-agenda".*?</table>', page, re.DOTALL)
    names = [one.short_name for one in cast.committees]
    heads = re.findall(r'<th[^>]* scope="col">([^<]*)</th>', table)
    assert heads == ["No.", "Item", "Purpose", "Time", *names]
    (row,) = re.findall(r"<tr.*?</tr>", table.partition("<tbody")[2], re.DOTALL)
    cells = [
        " ".join(re.sub(r"<[^>]+>", " ", cell).split())
        for cell in re.findall(r"<t[hd]\b.*?</t[hd]>", row, re.DOTALL)
    ]
    assert len(cells) == len(heads)
    assert cells[4:] == [
        f"{names[0]} Decide",
        f"{names[1]} Note",
        f"{names[2]} – not in scope",
    ]


def test_gathering_page_hides_what_the_reader_may_not_know(client):
    cast = gather(1)
    private = matter(cast, private=True, title="Rent review of a surgery")
    client.force_login(cast.observer)

    page = client.get(reverse("meetings:gathering", args=[cast.gathering.pk]))

    assert b"Rent review" not in page.content
    assert b"Part 2" not in page.content
    assert client.get(reverse("meetings:item", args=[private.pk])).status_code == 404


def test_excluded_member_sees_the_title_but_no_paper(client):
    cast = gather(1)
    item = matter(cast, title="Merger of two practices")
    version = PaperVersion.objects.get()
    ConflictRow.objects.create(
        item=item, sitting=cast.sittings[0], person=cast.gp_seated.person
    )
    client.force_login(cast.gp_seated)

    page = client.get(reverse("meetings:gathering", args=[cast.gathering.pk]))
    item_page = client.get(reverse("meetings:item", args=[item.pk]))
    file = client.get(reverse("meetings:paper_file", args=[version.pk]))

    assert b"Merger of two practices" in page.content
    assert b"Business case" not in page.content
    assert b"Withheld from you" in page.content
    assert (item_page.status_code, file.status_code) == (403, 403)
    assert b"interest in this item" in item_page.content


def plan_form(cast, **fields):
    return {
        "body": f"group-{cast.group.pk}",
        "title": "Committees in common",
        "held_on_0": "15",
        "held_on_1": "6",
        "held_on_2": "2016",
        "starts_at_time": "2pm",
        "venue": "Becketts House",
        **fields,
    }


def test_plan_page_plans_and_asks_why_only_when_unusual(client, cast):
    client.force_login(cast.officer)
    url = reverse("meetings:plan")
    assert client.get(url).status_code == 200

    asked = client.post(url, plan_form(cast, held_on_0="18"))
    done = client.post(
        url, plan_form(cast, held_on_0="18", reason="Members asked for a Saturday.")
    )

    assert "which is at a weekend" in asked.content.decode()
    assert 'name="reason"' in asked.content.decode()
    gathering = Gathering.objects.order_by("-pk").first()
    assert done.url == reverse("meetings:gathering", args=[gathering.pk])
    assert gathering.sittings.count() == 2


def test_plan_page_is_for_officers(client, cast):
    client.force_login(cast.gp_seated)

    assert client.get(reverse("meetings:plan")).status_code == 403


def item_form(**fields):
    return {
        "title": "Merger",
        "part": "1",
        "purpose": "approve",
        "availability": "attached",
        "function": "practice_changes",
        "value": "1234.50",
        "minutes_planned": "15",
        **fields,
    }


def test_add_item_page_stores_pence_and_goes_on(client, cast):
    client.force_login(cast.officer)
    url = reverse("meetings:item_add", args=[cast.gathering.pk])

    refused = client.post(url, item_form(part="2"))
    again = client.post(url, item_form(another="yes"))

    item = Item.objects.get()
    assert "On what ground" in refused.content.decode()
    assert "Say on what ground the public is excluded" in refused.content.decode()
    assert (item.value_pence, item.minutes_planned) == (123450, 15)
    assert again.url == url


def test_edit_item_page_stale_keeps_what_was_typed_and_saves_the_second_time(
    client, cast
):
    item = matter(cast, title="Merger")
    client.force_login(cast.officer)
    url = reverse("meetings:item_edit", args=[item.pk])
    seen = client.get(url).context["form"]["seen"].value()
    items.edit(
        item=item, fields=items.ItemFields("Merger of A and B"), by=cast.other_officer
    )

    stale = client.post(url, item_form(title="Merger, my words", seen=seen))
    text = stale.content.decode()
    renewed = stale.context["form"]["seen"].value()
    saved = client.post(url, item_form(title="Merger, my words", seen=renewed))

    assert stale.status_code == 200
    assert "Merger of A and B" in text
    assert "Merger, my words" in text
    item.refresh_from_db()
    assert (saved.status_code, item.title) == (302, "Merger, my words")


def test_heading_and_part_pages(client, cast):
    client.force_login(cast.officer)
    item = matter(cast)

    client.post(
        reverse("meetings:heading_add", args=[cast.gathering.pk]),
        {"title": "Standing items", "part": "1"},
    )
    client.post(reverse("meetings:part_add", args=[item.pk]), item_form(title="Case"))

    assert Item.objects.get(title="Standing items").is_heading
    assert Item.objects.get(title="Case").parent == item
    heading = Item.objects.get(title="Standing items")
    edit = reverse("meetings:item_edit", args=[heading.pk])
    assert client.post(edit, {"title": "Opening", "part": "1"}).status_code == 302


def test_order_page_moves_without_dragging(client, cast):
    client.force_login(cast.officer)
    first, second = matter(cast, title="A"), matter(cast, title="B")
    page = client.get(reverse("meetings:order", args=[cast.gathering.pk]))
    url = reverse("meetings:item_move", args=[second.pk])

    client.post(url, {"to": "1", "seen": page.context["seen"]})
    stale = client.post(url, {"to": "2", "seen": page.context["seen"]}, follow=True)
    bad = client.post(url, {"to": "x"}, follow=True)

    order = [one.title for one in cast.gathering.items.in_order()]
    assert order == ["B", "A"]
    assert "somebody else changed the agenda" in stale.content.decode()
    assert "Enter the number of the place" in bad.content.decode()
    assert first.gathering_id == second.gathering_id


def test_withdraw_and_restore_item(client, cast):
    client.force_login(cast.officer)
    item = matter(cast)
    url = reverse("meetings:item_withdraw", args=[item.pk])

    client.post(url, {"reason": "Not ready."})
    page = client.get(reverse("meetings:gathering", args=[cast.gathering.pk]))
    client.post(reverse("meetings:item_restore", args=[item.pk]))

    assert "Put back" in page.content.decode()
    item.refresh_from_db()
    assert not item.is_withdrawn


def test_scope_page_sets_the_grid_and_shows_both_versions(client, cast):
    client.force_login(cast.officer)
    item = matter(cast)
    url = reverse("meetings:scope_grid", args=[cast.gathering.pk])
    first, second = cast.sittings
    seen = client.get(url).context["form"]["seen"].value()
    cells = {
        f"cell_{item.pk}_{first.pk}": "",
        f"cell_{item.pk}_{second.pk}": "recommend",
    }

    saved = client.post(url, {**cells, "seen": seen})
    stale = client.post(
        url, {**cells, "seen": seen, f"cell_{item.pk}_{first.pk}": "note"}
    )

    assert saved.status_code == 302
    assert scopes.grid_of(cast.gathering) == {(item.pk, second.pk): ScopeRole.RECOMMEND}
    assert "Somebody else changed this" in stale.content.decode()


def test_subjects_page_finds_chooses_and_takes_off(client, cast):
    client.force_login(cast.officer)
    item = ItemFactory(gathering=cast.gathering)
    ccg = OrganisationFactory(name="NHS Havering CCG")
    url = reverse("meetings:subjects", args=[item.pk])

    found = client.get(url, {"q": "havering"})
    chosen = client.get(url, {"organisation": ccg.pk})
    client.post(
        url, {"organisation": ccg.pk, "role": "affected", "is_class": "on"}, follow=True
    )
    subject = item.subjects.get()
    client.post(reverse("meetings:subject_remove", args=[item.pk, subject.pk]))

    assert "NHS Havering CCG" in found.content.decode()
    assert "all its member practices" in chosen.content.decode()
    assert subject.is_class
    assert not item.subjects.exists()
    assert client.get(url, {"q": "zzzz"}).status_code == 200


def test_cover_sheet_by_its_author_until_the_pack_goes_out(client, cast):
    item = matter(cast)
    item.cover_sheet.author = cast.observer.person
    item.cover_sheet.save()
    client.force_login(cast.observer)
    url = reverse("meetings:cover_sheet", args=[item.pk])

    saved = client.post(
        url, {"summary": "In short.", "author": cast.gp_seated.person.pk}
    )
    Gathering.objects.update(state=GatheringState.PACK_SENT)

    item.cover_sheet.refresh_from_db()
    assert saved.status_code == 302
    assert item.cover_sheet.summary == "In short."
    assert item.cover_sheet.author == cast.observer.person
    assert client.get(url).status_code == 403


def test_paper_pages_keep_versions_and_never_show_the_name_of_the_file(client, cast):
    client.force_login(cast.officer)
    item = ItemFactory(gathering=cast.gathering)
    url = reverse("meetings:paper_add", args=[item.pk])

    client.post(
        url,
        {"title": "Business case", "sensitivity": "public", "file": sent(one_pdf(2))},
    )
    first = PaperVersion.objects.get()
    replace = reverse("meetings:paper_replace", args=[first.paper_id])
    client.post(replace, {"file": sent(one_pdf(3))})
    client.post(replace, {"file": sent(one_pdf(3), "again.pdf")})
    page = client.get(reverse("meetings:item", args=[item.pk])).content.decode()

    newest = PaperVersion.objects.order_by("-number").first()
    assert (first.pages, newest.pages, newest.number) in {(2, 3, 2), (2, 3, 3)}
    assert "Secret" not in page
    assert "Secret" not in newest.file.name
    assert "Earlier versions" in page
    response = client.get(reverse("meetings:paper_file", args=[newest.pk]))
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert "Secret" not in response["Content-Disposition"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"<html>%PDF-1.4", "not a PDF", id="html"),
        pytest.param(b"%PDF-1.7 broken", "damaged", id="broken"),
        pytest.param(
            one_pdf(encryption=pikepdf.Encryption(owner="a", user="b")),
            "password",
            id="encrypted",
        ),
        pytest.param(b"", "empty", id="empty"),
    ],
)
def test_paper_refused_with_a_sentence(client, cast, content, sentence):
    client.force_login(cast.officer)
    item = ItemFactory(gathering=cast.gathering)

    response = client.post(
        reverse("meetings:paper_add", args=[item.pk]),
        {"title": "Case", "sensitivity": "public", "file": sent(content)},
    )

    assert sentence in response.content.decode()
    assert not PaperVersion.objects.exists()


def test_paper_with_a_script_is_kept_without_it(client, cast):
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")
    )
    stream = io.BytesIO()
    pdf.save(stream)
    client.force_login(cast.officer)
    item = ItemFactory(gathering=cast.gathering)

    response = client.post(
        reverse("meetings:paper_add", args=[item.pk]),
        {"title": "C", "sensitivity": "public", "file": sent(stream.getvalue())},
        follow=True,
    )

    assert "Taken out of the file" in response.content.decode()
    with PaperVersion.objects.get().file.open("rb") as kept:
        assert b"alert" not in kept.read()


def test_paper_of_a_private_item_is_never_public(client, cast):
    client.force_login(cast.officer)
    item = ItemFactory(gathering=cast.gathering, private=True)
    url = reverse("meetings:paper_add", args=[item.pk])

    refused = client.post(
        url, {"title": "C", "sensitivity": "public", "file": sent(one_pdf())}
    )
    kept = client.post(
        url, {"title": "C", "sensitivity": "private", "file": sent(one_pdf())}
    )

    assert (refused.status_code, kept.status_code) == (200, 302)


def test_paper_change_move_and_withdraw(client, cast):
    client.force_login(cast.officer)
    item = matter(cast)
    first = item.papers.get()
    second = PaperVersionFactory(paper__item=item, paper__title="Annex").paper

    client.post(
        reverse("meetings:paper_change", args=[first.pk]),
        {"title": "Full case", "sensitivity": "restricted"},
    )
    client.post(reverse("meetings:paper_move", args=[second.pk]), {"to": "1"})
    client.post(
        reverse("meetings:paper_withdraw", args=[first.pk]), {"reason": "Out of date."}
    )

    first.refresh_from_db()
    assert (first.title, first.is_withdrawn) == ("Full case", True)
    assert [one.title for one in item.papers.order_by("position")] == [
        "Annex",
        "Full case",
    ]


def test_move_place_notice_and_cancel_pages(client, cast):
    client.force_login(cast.officer)
    matter(cast)
    pk = cast.gathering.pk
    moved = {
        "held_on_0": "22",
        "held_on_1": "6",
        "held_on_2": "2016",
        "starts_at_time": "10am",
    }

    client.post(reverse("meetings:move", args=[pk]), moved)
    client.post(
        reverse("meetings:correct", args=[pk]), {"title": "New", "venue": "Town Hall"}
    )
    client.post(reverse("meetings:give_notice", args=[pk]))
    gathering = Gathering.objects.get(pk=pk)
    assert (gathering.held_on, gathering.venue) == (date(2016, 6, 22), "Town Hall")
    assert gathering.state == GatheringState.NOTICE_GIVEN

    client.post(reverse("meetings:cancel", args=[pk]), {"reason": "Snow."})
    gathering.refresh_from_db()
    assert gathering.state == GatheringState.CANCELLED
    assert client.get(reverse("meetings:move", args=[pk])).status_code == 403
    assert clock.today() == date(2016, 6, 1)


def test_cancelled_meeting_is_put_back_on_from_its_page(client, cast):
    matter(cast)
    gatherings.cancel(gathering=cast.gathering, reason="Snow.", by=cast.officer)
    page = reverse("meetings:gathering", args=[cast.gathering.pk])
    url = reverse("meetings:restore", args=[cast.gathering.pk])
    client.force_login(cast.chair)
    assert url not in client.get(page).content.decode()
    client.force_login(cast.officer)
    assert url in client.get(page).content.decode()

    without = client.post(url, {"reason": ""})
    done = client.post(url, {"reason": "It thawed."}, follow=True)

    assert "Enter the reason" in without.content.decode()
    assert "draft again" in done.content.decode()
    assert Gathering.objects.get().state == GatheringState.DRAFT
    assert client.get(url).status_code == 403


def test_page_that_puts_a_meeting_back_on_takes_the_same_queries(client, cast):
    matter(cast)
    gatherings.cancel(gathering=cast.gathering, reason="Snow.", by=cast.officer)
    client.force_login(cast.officer)
    url = reverse("meetings:restore", args=[cast.gathering.pk])
    client.get(url)
    before = queries_of(client, url)
    matter(cast)

    assert queries_of(client, url) == before


def test_notice_page_says_what_stands_against_it(client, cast):
    client.force_login(cast.officer)
    ItemFactory(gathering=cast.gathering, title="Without scope")
    url = reverse("meetings:give_notice", args=[cast.gathering.pk])

    page = client.get(url).content.decode()
    refused = client.post(url, {})

    assert "Without scope, is in no committee" in page
    assert refused.status_code == 200
