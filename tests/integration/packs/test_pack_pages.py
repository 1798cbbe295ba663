"""The pages of packs: who meets what, in how many queries, and what the log keeps."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from meetings.enums import Capacity, PaperHandling, Participation, ReadingWay
from meetings.models import (
    AgendaConfirmation,
    Attendance,
    CoverSheet,
    Gathering,
    PaperReading,
    PaperVersion,
)
from packs.models import Pack, PackCopy, PackOpening, PackState
from tests.factories.meetings import gather
from tests.factories.packs import (
    PackFactory,
    add_matter,
    built,
    copy_of,
    dispatched,
    keep_from,
    raise_conflict,
    ready,
)
from tests.factories.people import PersonFactory


pytestmark = pytest.mark.django_db
INSIDERS = ("guardian", "chair", "gp_seated", "deputy", "observer")
OUTSIDERS = ("outsider", "neighbour_officer")


@pytest.fixture
def world():
    return ready()


def page(cast):
    return reverse("packs:gathering", args=[cast.gathering.pk])


def get(client, user, name, *args):
    client.force_login(user)
    return fetch(client, reverse(f"packs:{name}", args=args))


def fetch(client, url, **headers):
    """Get a page or a file to its end; the file stays in `whole`."""
    response = client.get(url, headers=headers)
    response.whole = b"".join(response) if response.streaming else b""
    return response


def words(response):
    return " ".join(response.content.decode().split())


def test_pack_page_empty_then_built_then_sent(client, world):
    cast, matters = world
    keep_from(cast, matters["Alpha"], cast.gp_seated.person)
    client.force_login(cast.officer)
    assert "No pack has been built" in words(client.get(page(cast)))

    client.post(reverse("packs:build", args=[cast.gathering.pk]))
    pack = Pack.objects.get()
    assert pack.state == PackState.QUEUED
    shown = words(client.get(page(cast)))
    assert "Waiting for a worker" in shown
    assert "Build a new edition" not in shown

    from packs.tasks import build_queued

    build_queued()
    shown = words(client.get(page(cast)))
    assert "Send the pack" in shown
    assert "Pages 3 to 5: Matter Alpha" in shown

    answer = client.post(reverse("packs:send", args=[pack.pk]), follow=True)
    assert f"Sent: {pack.copies.count()} readers are told by letter." in words(answer)
    assert "Send the pack" not in words(answer)
    assert "Not opened yet" in words(answer)


def test_pack_opens_for_who_has_not_gone_through_the_agenda(client, world):
    """What is asked of a member never stands between them and their pack."""
    cast, matters = world
    keep_from(
        cast,
        matters["Alpha"],
        cast.gp_seated.person,
        participation=Participation.TAKE_PART,
        papers=PaperHandling.GIVEN,
    )
    dispatched(cast)
    client.force_login(cast.gp_seated)
    asked = words(client.get(reverse("meetings:my_agenda", args=[cast.gathering.pk])))

    answer = get(client, cast.gp_seated, "mine", cast.gathering.pk)

    assert "Say of each whether it is right" in asked
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.whole.startswith(b"%PDF")
    assert not AgendaConfirmation.objects.exists()


@pytest.mark.parametrize(
    "name", ["gathering", "opened", "build", "send", "retry", "progress"]
)
def test_officers_pages_are_for_officers(client, world, name):
    cast, _ = world
    pack = PackFactory(gathering=cast.gathering, failed=True)
    key = cast.gathering.pk if name in {"gathering", "opened", "build"} else pack.pk
    url = reverse(f"packs:{name}", args=[key])
    ask = client.post if name in {"build", "send", "retry"} else client.get

    for roles, status in ((INSIDERS, 403), (OUTSIDERS, 404)):
        for role in roles:
            client.force_login(getattr(cast, role))
            assert ask(url).status_code == status, role
    client.logout()
    assert ask(url).status_code == 302
    pack.refresh_from_db()
    assert pack.state == PackState.FAILED
    assert Pack.objects.count() == 1


@pytest.mark.parametrize("name", ["build", "send", "retry"])
def test_changes_are_not_made_by_get(client, world, name):
    cast, _ = world
    pack = PackFactory(gathering=cast.gathering, failed=True)
    key = cast.gathering.pk if name == "build" else pack.pk

    assert get(client, cast.officer, name, key).status_code == 405


def test_refusals_are_shown_as_sentences(client, world):
    cast, matters = world
    raise_conflict(cast, matters["Alpha"], cast.gp_seated.person)
    client.force_login(cast.officer)

    answer = client.post(reverse("packs:build", args=[cast.gathering.pk]), follow=True)
    assert "A conflict waits for the chair’s ruling." in words(answer)
    pack = PackFactory(gathering=cast.gathering)
    answer = client.post(reverse("packs:send", args=[pack.pk]), follow=True)
    assert "Build the pack before you send it." in words(answer)
    answer = client.post(reverse("packs:retry", args=[pack.pk]), follow=True)
    assert "Only a failed build is tried again." in words(answer)


def test_send_refused_by_a_check_leads_to_the_checks(client, world):
    cast, matters = world
    pack = built(cast)
    CoverSheet.objects.filter(item=matters["Alpha"]).update(summary="")
    client.force_login(cast.officer)
    shown = words(client.get(page(cast)))
    assert "Cover sheets: Item 1, Matter Alpha: the cover sheet lacks summary." in shown
    assert "See every check, mend it or waive it" in shown

    answer = client.post(reverse("packs:send", args=[pack.pk]), follow=True)

    checks = reverse("meetings:preflight", args=[cast.gathering.pk])
    assert answer.redirect_chain[-1][0] == checks
    assert "Mend it, or give a reason: A cover sheet is not complete." in words(answer)


def test_pack_without_a_broken_paper_names_it_and_offers_what_mends_it(client, world):
    cast, matters = world
    version = PaperVersion.objects.get(paper__item=matters["Beta"])
    fault = {"paper": version.paper_id, "title": "Paper Beta", "reason": "It broke."}
    pack = PackFactory(gathering=cast.gathering, built=True, faults=[fault])
    client.force_login(cast.officer)

    answer = client.get(page(cast))

    shown = words(answer)
    assert "A paper could not be put in" in shown
    assert "Paper Beta: It broke." in shown
    assert reverse("meetings:paper_replace", args=[version.paper_id]) in shown
    assert "Send the pack" not in shown
    client.post(reverse("packs:retry", args=[pack.pk]))
    pack.refresh_from_db()
    assert (pack.state, pack.faults) == (PackState.QUEUED, [])


def test_failed_pack_says_why_and_can_be_tried_again(client, world):
    cast, _ = world
    pack = PackFactory(gathering=cast.gathering, failed=True)
    client.force_login(cast.officer)
    shown = words(client.get(page(cast)))
    assert "A paper is broken." in shown
    assert "Try again" in shown

    client.post(reverse("packs:retry", args=[pack.pk]))

    pack.refresh_from_db()
    assert pack.state == PackState.QUEUED


def test_progress_fragment_polls_while_it_works_and_then_asks_for_the_page(
    client, world
):
    cast, _ = world
    pack = PackFactory(
        gathering=cast.gathering,
        building=True,
        progress_done=3,
        progress_total=60,
        progress_label="Copy 4 of 60",
    )
    client.force_login(cast.officer)
    url = reverse("packs:progress", args=[pack.pk])

    working = client.get(url, headers={"HX-Request": "true"})
    assert 'hx-trigger="every 2s"' in words(working)
    assert 'max="60" value="3"' in words(working)
    assert "HX-Refresh" not in working

    Pack.objects.update(state=PackState.BUILT)
    done = client.get(url, headers={"HX-Request": "true"})
    assert "hx-get" not in words(done)
    assert done["HX-Refresh"] == "true"
    assert "HX-Refresh" not in client.get(url)


def test_page_says_which_copies_are_out_of_date(client, world):
    cast, matters = world
    dispatched(cast)
    assert "out of date" not in words(
        get(client, cast.officer, "gathering", cast.gathering.pk)
    )
    raise_conflict(cast, matters["Alpha"], cast.gp_seated.person)
    Gathering.objects.update(venue="Elsewhere")

    shown = words(client.get(page(cast)))

    assert "This edition is out of date" in shown
    assert f"Copy of {cast.gp_seated.person}: It gives what is withheld" in shown
    assert "The agenda or its papers have changed since it was built." in shown
    assert "Send a supplement, or build a new edition" in shown


def test_page_shows_the_edition_people_read_beside_the_next(client, world):
    cast, _ = world
    dispatched(cast)
    built(cast)

    shown = words(get(client, cast.officer, "gathering", cast.gathering.pk))

    assert "Edition 1, sent" in shown
    assert "Edition 2, not sent yet" in shown
    assert shown.count("<h1") == 1


def test_pack_page_same_queries_for_more_copies(client, world):
    cast, matters = world
    keep_from(cast, matters["Alpha"], cast.gp_seated.person)
    dispatched(cast)
    client.force_login(cast.officer)

    def count():
        client.get(page(cast))
        with CaptureQueriesContext(connection) as queries:
            client.get(page(cast))
        return len(queries)

    before = count()
    for _ in range(4):
        Attendance.objects.create(
            sitting=cast.sittings[0],
            person=PersonFactory(),
            capacity=Capacity.IN_ATTENDANCE,
        )
    dispatched(cast)

    assert count() == before


def test_my_pack_is_ones_own_and_logged(client, world):
    cast, matters = world
    keep_from(cast, matters["Alpha"], cast.gp_seated.person)
    pack = dispatched(cast)
    copy = copy_of(pack, cast.gp_seated)

    response = get(client, cast.gp_seated, "mine", cast.gathering.pk)

    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "private, no-store"
    assert "pack-2016-06-15.pdf" in response["Content-Disposition"]
    with copy.file.open("rb") as stored:
        assert response.whole == stored.read()
    opening = PackOpening.objects.get()
    assert (opening.copy, opening.user) == (copy, cast.gp_seated)


def test_my_pack_opened_puts_its_papers_in_the_readers_hand(client, world):
    cast, matters = world
    keep_from(cast, matters["Alpha"], cast.gp_seated.person)
    pack = dispatched(cast)

    get(client, cast.officer, "copy", copy_of(pack, cast.gp_seated).pk)
    assert not PaperReading.objects.exists()
    get(client, cast.gp_seated, "mine", cast.gathering.pk)
    get(client, cast.gp_seated, "mine", cast.gathering.pk)

    rows = PaperReading.objects.all()
    assert {row.version.paper.item for row in rows} == {
        matters["Beta"],
        matters["Gamma"],
    }
    assert {(row.person, row.way) for row in rows} == {
        (cast.gp_seated.person, ReadingWay.PACK)
    }
    assert len(rows) == 2


def test_my_pack_before_it_was_sent(client, world):
    cast, _ = world
    built(cast)

    response = get(client, cast.gp_seated, "mine", cast.gathering.pk)

    assert response.status_code == 404
    assert "There is no pack for you yet" in words(response)
    assert get(client, cast.outsider, "mine", cast.gathering.pk).status_code == 404
    assert not PackOpening.objects.exists()


def test_my_pack_is_always_the_current_edition(client, world):
    cast, matters = world
    dispatched(cast)
    keep_from(cast, matters["Alpha"], cast.gp_seated.person)
    second = dispatched(cast)

    get(client, cast.gp_seated, "mine", cast.gathering.pk)

    assert PackOpening.objects.get().copy == copy_of(second, cast.gp_seated)


def test_my_pack_after_a_late_conflict_is_closed_with_a_sentence(client, world):
    cast, matters = world
    dispatched(cast)
    raise_conflict(cast, matters["Alpha"], cast.gp_seated.person)

    response = get(client, cast.gp_seated, "mine", cast.gathering.pk)

    assert response.status_code == 403
    assert "has since been withheld from you" in words(response)
    assert not PackOpening.objects.exists()


def test_copies_of_others_cannot_be_told_from_none(client, world):
    cast, _ = world
    pack = dispatched(cast)
    copy = copy_of(pack, cast.gp_seated)

    for role in (*OUTSIDERS, "chair", "guardian", "deputy", "observer"):
        response = get(client, getattr(cast, role), "copy", copy.pk)
        assert response.status_code == 404, role
    assert get(client, cast.chair, "copy", 999_999).status_code == 404
    client.logout()
    assert client.get(reverse("packs:copy", args=[copy.pk])).status_code == 302
    assert not PackOpening.objects.exists()


def test_copy_taken_back_or_replaced_is_closed_to_its_reader(client, world):
    cast, matters = world
    pack = dispatched(cast)
    old = copy_of(pack, cast.gp_seated)
    keep_from(cast, matters["Alpha"], cast.gp_seated.person)
    new = copy_of(dispatched(cast), cast.gp_seated)

    replaced = get(client, cast.gp_seated, "copy", old.pk)
    assert replaced.status_code == 403
    assert "A newer pack has taken the place" in words(replaced)

    assert get(client, cast.gp_seated, "copy", new.pk).status_code == 200
    PackCopy.objects.filter(pk=new.pk).update(
        revoked_at=clock.now(), revoked_by=cast.officer
    )
    assert get(client, cast.gp_seated, "copy", new.pk).status_code == 403
    assert get(client, cast.gp_seated, "mine", cast.gathering.pk).status_code == 404


def test_officers_open_any_copy_and_that_is_logged(client, world):
    cast, _ = world
    copy = copy_of(built(cast), cast.gp_seated)

    for user in (cast.officer, cast.other_officer):
        assert get(client, user, "copy", copy.pk).status_code == 200

    assert PackOpening.objects.count() == 2


def test_only_opening_writes(client, world):
    """No other page of this room writes on GET, apart from the session."""
    cast, _ = world
    pack = dispatched(cast)
    client.force_login(cast.officer)
    for url in (page(cast), reverse("packs:progress", args=[pack.pk])):
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        written = [
            one["sql"]
            for one in queries
            if one["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}
        ]
        assert written == []


def test_download_goes_on_where_it_broke_off(client, world):
    cast, _ = world
    copy = copy_of(dispatched(cast), cast.gp_seated)
    client.force_login(cast.gp_seated)
    url = reverse("packs:mine", args=[cast.gathering.pk])
    with copy.file.open("rb") as stored:
        whole = stored.read()

    first = fetch(client, url, Range="bytes=0-99")
    rest = fetch(client, url, Range="bytes=100-", **{"If-Range": first["ETag"]})

    assert (first.status_code, rest.status_code) == (206, 206)
    assert first["Content-Range"] == f"bytes 0-99/{len(whole)}"
    assert rest["Content-Length"] == str(len(whole) - 100)
    assert first.whole + rest.whole == whole
    assert PackOpening.objects.count() == 1


def test_part_of_a_copy_alone_is_logged_too_and_asked_at_the_door(client, world):
    cast, matters = world
    copy = copy_of(dispatched(cast), cast.gp_seated)
    client.force_login(cast.gp_seated)
    url = reverse("packs:copy", args=[copy.pk])

    fetch(client, url, Range="bytes=500-")
    assert PackOpening.objects.count() == 1
    assert fetch(client, url, Range="bytes=99999999-").status_code == 416

    raise_conflict(cast, matters["Alpha"], cast.gp_seated.person)
    assert fetch(client, url, Range="bytes=0-9").status_code == 403


def test_gathering_without_matters_has_a_page(client):
    cast = gather(1)

    assert get(client, cast.officer, "gathering", cast.gathering.pk).status_code == 200


def opened_page(client, cast):
    client.force_login(cast.officer)
    return client.get(reverse("packs:opened", args=[cast.gathering.pk]))


def test_opened_page_says_who_has_opened_what(client, world):
    cast, matters = world
    keep_from(cast, matters["Alpha"], cast.gp_seated.person)
    pack = dispatched(cast)
    alpha = PaperVersion.objects.get(paper__item=matters["Alpha"])
    get(client, cast.officer, "copy", copy_of(pack, cast.gp_seated).pk)
    get(client, cast.gp_seated, "mine", cast.gathering.pk)
    client.force_login(cast.chair)
    answer = client.get(reverse("meetings:paper_file", args=[alpha.pk]))
    assert b"".join(answer.streaming_content)

    shown = opened_page(client, cast)

    readers = dict(rows_of(shown, "readers"))
    gp, chair = str(cast.gp_seated.person), str(cast.chair.person)
    assert "Opened 1 June 2016" in readers[gp][0]
    assert "times in all" not in readers[gp][0]
    assert readers[gp][1] == "2 of 2"
    assert readers[chair] == ["Not opened", "1 of 3"]
    opened, waiting = dict(rows_of(shown, "papers"))["Paper Alpha"]
    assert chair in opened
    assert gp not in opened + waiting


def rows_of(answer, name):
    """Return the heading of each row of a table, and the words of its other cells."""
    for row in answer.context[name].body:
        first, *others = [cell for _heading, cell in row]
        yield str(first.text), [str(cell.text or cell.tag) for cell in others]


def test_opened_page_before_a_pack_was_sent_says_what_to_do(client, world):
    cast, _ = world
    built(cast)

    shown = words(opened_page(client, cast))

    assert "No pack has been sent for this meeting yet." in shown


def test_opened_page_asks_no_more_for_more_readers_and_papers(client, world):
    cast, _ = world
    dispatched(cast)
    get(client, cast.gp_seated, "mine", cast.gathering.pk)
    opened_page(client, cast)
    with CaptureQueriesContext(connection) as few:
        opened_page(client, cast)
    for number in range(3):
        add_matter(cast, f"More {number}")
        Attendance.objects.create(
            sitting=cast.sittings[0],
            person=PersonFactory(),
            capacity=Capacity.OBSERVER.value,
        )
    pack = dispatched(cast)
    for copy in pack.copies.all():
        PackOpening.objects.create(
            copy=copy, user=cast.gp_seated, opened_at=clock.now()
        )

    with CaptureQueriesContext(connection) as many:
        opened_page(client, cast)

    assert len(many) == len(few)
