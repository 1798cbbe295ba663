"""The page before "send the pack", waiving on it, and the waivers of the year."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from meetings.enums import CheckEffect, GatheringState, PreflightCheck
from meetings.models import (
    CoverSheet,
    Gathering,
    Item,
    PreflightSetting,
    PreflightWaiver,
)
from tests.factories.meetings import PreflightWaiverFactory, add_seat, seat_person
from tests.factories.packs import (
    add_matter,
    dispatched,
    keep_from,
    raise_conflict,
    ready,
)
from tests.factories.people import PersonFactory


pytestmark = pytest.mark.django_db
OUTSIDERS = ("outsider", "neighbour_officer")
CHECK = "cover_gap"


@pytest.fixture(autouse=True)
def _on_the_day(settings, tmp_path):
    settings.QUORATE_TODAY = date(2016, 6, 1)
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def world():
    return ready()


def words(response):
    return " ".join(response.content.decode().split())


def shown(client, user, cast):
    client.force_login(user)
    return client.get(reverse("meetings:preflight", args=[cast.gathering.pk]))


def waive_url(cast, check=CHECK):
    return reverse("meetings:preflight_waive", args=[cast.gathering.pk, check])


def test_page_in_order_says_so_check_by_check(client, world):
    cast, _ = world

    page = words(shown(client, cast.officer, cast))

    assert "Nothing stands in the way of the pack." in page
    assert "Notice is in time by each committee’s own rule." in page
    assert "Everybody has declared." in page
    assert "Waive with a reason" not in page
    assert reverse("packs:gathering", args=[cast.gathering.pk]) in page


def test_page_names_what_is_open_with_its_cure_and_the_way_there(client, world):
    cast, matters = world
    CoverSheet.objects.filter(item=matters["Alpha"]).update(summary="", risk="")
    Item.objects.filter(pk=matters["Alpha"].pk).update(purpose="approve")
    raise_conflict(cast, matters["Beta"], cast.gp_seated.person)

    page = words(shown(client, cast.officer, cast))

    assert "the cover sheet lacks summary and risk" in page
    assert reverse("meetings:cover_sheet", args=[matters["Alpha"].pk]) in page
    assert reverse("meetings:conflicts", args=[cast.gathering.pk]) in page
    assert "Stops the pack" in page
    assert "Mend or waive" in page
    assert waive_url(cast) in page
    assert waive_url(cast, "conflict_open") not in page


def test_waive_with_a_reason_is_shown_and_kept(client, world):
    cast, matters = world
    CoverSheet.objects.filter(item=matters["Alpha"]).update(summary="")
    client.force_login(cast.officer)
    form = words(client.get(waive_url(cast)))
    assert "checked" in form
    (key,) = client.get(waive_url(cast)).context["form"].fields["findings"].choices

    refused = client.post(waive_url(cast), {"findings": [key[0]], "reason": " "})
    assert "Give the reason" in words(refused)
    refused = client.post(waive_url(cast), {"reason": "The author is ill."})
    assert "Choose what you want to waive" in words(refused)
    assert "The author is ill." in words(refused)
    answer = client.post(
        waive_url(cast),
        {"findings": [key[0]], "reason": "The author is ill."},
        follow=True,
    )

    assert "Waived: 1 finding." in words(answer)
    assert (
        f"Waived by {cast.officer.label} on 1 June 2016: The author is ill."
        in words(answer)
    )
    assert "Nothing stands in the way of the pack." in words(answer)
    assert "There is nothing here that you could waive" in words(
        client.get(waive_url(cast))
    )


def test_waive_says_what_changed_meanwhile(client, world):
    cast, matters = world
    CoverSheet.objects.filter(item=matters["Alpha"]).update(summary="")
    client.force_login(cast.officer)
    (key,) = client.get(waive_url(cast)).context["form"].fields["findings"].choices
    CoverSheet.objects.filter(item=matters["Alpha"]).update(risk="", finance="x")
    CoverSheet.objects.filter(item=matters["Alpha"]).update(recommendation="")

    answer = client.post(waive_url(cast), {"findings": [key[0]], "reason": "Ill."})

    assert "What was found has changed" in words(answer)
    assert not PreflightWaiver.objects.exists()


def test_chair_waives_and_sees_nothing_of_what_is_kept_from_them(client, world):
    cast, matters = world
    for item in matters.values():
        CoverSheet.objects.filter(item=item).update(summary="")
    raise_conflict(cast, matters["Alpha"], cast.chair.person)

    page = words(shown(client, cast.chair, cast))

    assert "Matter Alpha" not in page
    assert "Matter Beta" in page
    assert reverse("meetings:cover_sheet", args=[matters["Beta"].pk]) not in page
    choices = client.get(waive_url(cast)).context["form"].fields["findings"].choices
    assert len(choices) == 2
    client.post(
        waive_url(cast), {"findings": [key for key, _ in choices], "reason": "Short."}
    )
    assert PreflightWaiver.objects.filter(waived_by=cast.chair).count() == 2


def test_what_is_kept_from_a_chair_does_not_show_by_its_effect(client, world):
    cast, matters = world
    before = words(shown(client, cast.chair, cast)).partition("<main")[2]
    CoverSheet.objects.filter(item=matters["Alpha"]).update(summary="")
    raise_conflict(cast, matters["Alpha"], cast.chair.person)

    after = words(shown(client, cast.chair, cast)).partition("<main")[2]

    assert "Nothing that you may see stands in the way of the pack." in after
    assert after == before
    assert "The pack goes out once each of these is mended" in words(
        shown(client, cast.officer, cast)
    )


def test_who_has_not_declared_is_named_to_their_own_body_alone(client, world):
    """The officer of another body at the table is told how many, and not who."""
    cast, _ = world
    nurse = PersonFactory(given_name="Zelda", family_name="Unsaid")
    seat_person(add_seat(cast.committees[0], "Nurse"), nurse)
    packs = reverse("packs:gathering", args=[cast.gathering.pk])

    told = {
        role: words(shown(client, getattr(cast, role), cast))
        + (words(client.get(packs)) if "officer" in role else "")
        for role in ("officer", "chair", "guardian", "other_officer")
    }

    short = cast.committees[0].short_name
    for role in ("officer", "chair", "guardian"):
        assert "Zelda Unsaid" in told[role], role
    assert "Zelda Unsaid" not in told["other_officer"]
    assert f"{short}: nothing was ever declared by 1 person." in told["other_officer"]

    client.force_login(cast.officer)
    url = waive_url(cast, "not_declared")
    ((key, _words),) = client.get(url).context["form"].fields["findings"].choices
    client.post(url, {"findings": [key], "reason": "New this week."})
    dispatched(cast)

    kept = words(shown(client, cast.other_officer, cast))
    assert "What was known when the pack went out" in kept
    assert "nothing was ever declared by 1 person." in kept
    assert "Zelda Unsaid" not in kept
    assert "Zelda Unsaid" in words(shown(client, cast.officer, cast))


def test_nobody_is_offered_what_is_about_themselves(client, world):
    cast, _ = world
    seat_person(add_seat(cast.committees[0], "Nurse"), cast.officer.person)

    page = words(shown(client, cast.officer, cast))

    assert "nothing was ever declared by" in page
    assert waive_url(cast, "not_declared") not in page


def test_pages_are_for_chairs_officers_and_who_oversees(client, world):
    cast, _ = world
    page = reverse("meetings:preflight", args=[cast.gathering.pk])

    for url, readers in ((page, ("officer", "other_officer", "chair", "guardian")),):
        for role in readers:
            client.force_login(getattr(cast, role))
            assert client.get(url).status_code == 200, role
    for role in ("gp_seated", "deputy", "observer"):
        client.force_login(getattr(cast, role))
        assert client.get(page).status_code == 403, role
        assert client.get(waive_url(cast)).status_code == 403, role
    client.force_login(cast.guardian)
    assert client.get(waive_url(cast)).status_code == 403
    for role in OUTSIDERS:
        client.force_login(getattr(cast, role))
        assert client.get(page).status_code == 404, role
        assert client.get(waive_url(cast)).status_code == 404, role
    client.force_login(cast.officer)
    assert client.get(waive_url(cast, "no-such-check")).status_code == 404


def test_waiving_is_closed_once_the_meeting_has_begun(client, world):
    cast, matters = world
    CoverSheet.objects.filter(item=matters["Alpha"]).update(summary="")
    Gathering.objects.update(state=GatheringState.HELD)

    page = words(shown(client, cast.officer, cast))
    assert waive_url(cast) not in page
    assert "nothing is checked any more. No pack went out." in page
    assert client.get(waive_url(cast)).status_code == 403


def test_page_shows_what_was_known_when_the_pack_went_out(client, world):
    cast, matters = world
    CoverSheet.objects.filter(item=matters["Alpha"]).update(summary="")
    client.force_login(cast.officer)
    (key,) = client.get(waive_url(cast)).context["form"].fields["findings"].choices
    client.post(waive_url(cast), {"findings": [key[0]], "reason": "The author is ill."})
    dispatched(cast)
    CoverSheet.objects.filter(item=matters["Alpha"]).update(summary="Late words.")
    Gathering.objects.update(state=GatheringState.IN_SESSION)

    page = words(shown(client, cast.officer, cast))

    assert "What was known when the pack went out, 1 June 2016 at" in page
    assert "the cover sheet lacks summary." in page
    assert "The author is ill." in page
    raise_conflict(cast, matters["Alpha"], cast.chair.person)
    assert "lacks summary" not in words(shown(client, cast.chair, cast))


def test_page_same_queries_for_more_items_and_findings(client, world):
    cast, matters = world
    keep_from(cast, matters["Beta"], cast.gp_seated.person)

    def count():
        shown(client, cast.officer, cast)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("meetings:preflight", args=[cast.gathering.pk]))
        return len(queries)

    before = count()
    for number in range(3):
        item = add_matter(cast, f"More {number}", purpose="approve")
        CoverSheet.objects.filter(item=item).update(summary="", equality="")
        item.subjects.all().delete()
        raise_conflict(cast, item, cast.gp_seated.person)
        seat_person(add_seat(cast.committees[0], f"Nurse {number}"))

    assert count() == before


# What the checks of a committee do.


def test_officer_says_what_a_check_does_from_which_day(client, world):
    cast, _ = world
    slug = cast.committees[0].slug
    client.force_login(cast.officer)
    listed = words(client.get(reverse("meetings:check_settings", args=[slug])))
    assert "Can be waived with a reason" in listed
    assert "No limit of pages" in listed
    url = reverse("meetings:set_check", args=[slug, "paper_too_long"])
    said = {
        "effect": "blocks",
        "limit": "0",
        "effective_from_0": "10",
        "effective_from_1": "5",
        "effective_from_2": "2016",
    }

    refused = words(client.post(url, said))
    assert "1" in refused
    refused = words(client.post(url, {**said, "limit": "30"}))
    assert "Enter today or a later day" in refused
    done = client.post(
        url, {**said, "limit": "30", "effective_from_1": "6"}, follow=True
    )

    assert "Saved: Length of papers" in words(done)
    assert "From 10 June 2016: stops the pack" in words(done)
    setting = PreflightSetting.objects.get()
    assert (setting.effect, setting.limit) == (CheckEffect.BLOCKS, 30)
    client.post(
        url, {**said, "limit": "40", "effective_from_0": "1", "effective_from_1": "6"}
    )
    listed = words(client.get(reverse("meetings:check_settings", args=[slug])))
    assert "Stops the pack: over 40 pages" in listed


def test_check_settings_are_for_the_committee_s_officer(client, world):
    cast, _ = world
    slug = cast.committees[0].slug
    urls = [
        reverse("meetings:check_settings", args=[slug]),
        reverse("meetings:set_check", args=[slug, CHECK]),
    ]
    for url in urls:
        for role, status in (
            ("officer", 200),
            ("chair", 403),
            ("guardian", 403),
            ("neighbour_officer", 404),
        ):
            client.force_login(getattr(cast, role))
            assert client.get(url).status_code == status, role
    client.force_login(cast.officer)
    for check in ("conflict_open", "nonsense"):
        url = reverse("meetings:set_check", args=[slug, check])
        assert client.get(url).status_code == 404


def test_check_settings_same_queries_for_more_settings(client, world):
    cast, _ = world
    committee = cast.committees[0]
    client.force_login(cast.officer)
    url = reverse("meetings:check_settings", args=[committee.slug])

    def count():
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    before = count()
    for check in (PreflightCheck.COVER_GAP, PreflightCheck.NOTICE_SHORT):
        for day in (1, 20):
            PreflightSetting.objects.create(
                committee=committee,
                check_code=check,
                effect=CheckEffect.TOLD,
                effective_from=date(2016, 6, day),
                set_at=clock.now(),
                set_by=cast.officer,
            )

    assert count() == before


# The waivers of the year.


def waived(cast, number=0, **said):
    return PreflightWaiverFactory(
        gathering=cast.gathering,
        reason=f"Reason {number}.",
        waived_by=cast.officer,
        **said,
    )


def test_waivers_of_the_year_by_committee_and_period(client, world):
    cast, matters = world
    first, second = cast.committees
    waived(cast, 1, committee=first)
    waived(cast, 2, item=matters["Beta"])
    waived(cast, 3, committee=first, waived_at=clock.now().replace(year=2015))
    waived(cast, 4, committee=second)
    client.force_login(cast.guardian)
    url = reverse("meetings:waivers")

    page = words(client.get(url))
    assert "2 waivers" in page
    assert "Reason 1." in page
    assert f"Waived by {cast.officer.label}" in page
    assert "Reason 3." not in page
    assert "Reason 4." not in page
    before = words(client.get(url, {"year": "2015", "committee": first.pk}))
    assert "1 waiver." in before
    assert "Reason 3." in before
    odd = words(client.get(url, {"year": "no", "committee": "99999", "page": "x"}))
    assert "2 waivers" in odd
    client.force_login(cast.other_officer)
    assert "2 waivers" in words(client.get(url, {"committee": second.pk}))


def test_waivers_as_a_file(client, world):
    cast, matters = world
    waived(cast, 1, committee=cast.committees[0])
    waived(cast, 2, item=matters["Beta"], sentence="=cmd|'/c calc'!A1")
    client.force_login(cast.guardian)

    response = client.get(reverse("meetings:waivers_file"))

    assert 'filename="waivers-2016.csv"' in response["Content-Disposition"]
    head, *rows = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    assert head[:4] == ["Day", "Meeting", "Held on", "Committee"]
    assert {row[3] for row in rows} == {cast.committees[0].name, "All committees"}
    assert not any(cell.startswith("=") for row in rows for cell in row)


def test_waivers_are_for_who_keeps_or_assures(client, world):
    cast, _ = world
    for name in ("waivers", "waivers_file"):
        url = reverse(f"meetings:{name}")
        for role, status in (
            ("officer", 200),
            ("guardian", 200),
            ("chair", 404),
            ("gp_seated", 404),
            ("outsider", 404),
        ):
            client.force_login(getattr(cast, role))
            assert client.get(url).status_code == status, role
    client.force_login(cast.neighbour_officer)
    assert "Nothing was waived." in words(client.get(reverse("meetings:waivers")))


def test_waivers_same_queries_for_more(client, world):
    cast, _ = world
    waived(cast)
    client.force_login(cast.guardian)

    def count(name):
        client.get(reverse(f"meetings:{name}"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(f"meetings:{name}"))
        return len(queries)

    before = count("waivers"), count("waivers_file")
    for number in range(5):
        waived(cast, number)

    assert (count("waivers"), count("waivers_file")) == before


def test_waivers_are_one_click_from_home(client, world):
    cast, _ = world
    for role, is_there in (("guardian", True), ("officer", True), ("gp_seated", False)):
        client.force_login(getattr(cast, role))
        page = words(client.get("/"))
        assert (reverse("meetings:waivers") in page) is is_there, role


# An item that touches nobody.


def test_item_is_said_to_touch_nobody_on_its_page(client, world):
    cast, matters = world
    item = matters["Alpha"]
    item.subjects.all().delete()
    client.force_login(cast.officer)
    url = reverse("meetings:subjects_none", args=[item.pk])

    assert "It is on record" in words(client.post(url, follow=True))
    assert "Taken back" in words(client.post(url, {"take_back": "1"}, follow=True))
    client.force_login(cast.gp_seated)
    assert client.post(url).status_code == 403
    client.force_login(cast.neighbour_officer)
    assert client.post(url).status_code == 404
    client.force_login(cast.officer)
    named = matters["Beta"]
    refused = client.post(
        reverse("meetings:subjects_none", args=[named.pk]), follow=True
    )
    assert "Take them off first." in words(refused)
