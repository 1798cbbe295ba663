"""Pages: what a member says of an agenda, and the chair's brief with its checklist."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.actions.confirmations import asked_of
from meetings.actions.conflict_rows import add_by_hand, settle_items
from meetings.enums import GatheringState, PaperHandling, Participation
from meetings.models import AgendaConfirmation, ChecklistClosing
from tests.factories.decisions import neighbour, world
from tests.factories.people import UserFactory


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]
BY_EMAIL = {
    "source": "email",
    "source_on_0": "14",
    "source_on_1": "6",
    "source_on_2": "2016",
}


@pytest.fixture
def the_day():
    with time_machine.travel("2016-06-15 11:00", tick=False):
        yield


@pytest.fixture
def scene():
    return world(2)


@pytest.fixture
def gp(scene):
    user = scene.user("GP member")
    scene.declares(user)
    return user


@pytest.fixture
def item(scene, gp):
    item = scene.item(touches=scene.practice, lead=gp.person, title="Premises")
    settle_items([item])
    return item


def page(scene, name, *args):
    return reverse(f"meetings:{name}", args=[scene.gathering.pk, *args])


def get(client, user, url):
    client.force_login(user)
    return client.get(url)


def text_of(response):
    return response.content.decode()


def seen(scene, item):
    person = scene.rows(item)[0].person_id
    return ",".join(row.stamp for row in asked_of(person, scene.gathering).asked)


def test_pages_by_role(client, scene, gp):
    close = page(scene, "checklist_close", "before")
    other = page(scene, "agenda_for_another", gp.person_id)
    expected = {
        "neighbour": (neighbour(), 404, 404, 404, 404),
        "member": (gp, 403, 403, 200, 403),
        "chair": (scene.user("Lay chair"), 200, 200, 200, 403),
        "guardian": (
            UserFactory(person=scene.guardian, password=None),
            200,
            403,
            403,
            403,
        ),
        "officer": (scene.officer, 200, 200, 403, 200),
    }
    for role, (user, brief, closing, mine, theirs) in expected.items():
        codes = [
            get(client, user, url).status_code
            for url in (page(scene, "brief"), close, page(scene, "my_agenda"), other)
        ]
        assert codes == [brief, closing, mine, theirs], role


def test_member_is_led_to_the_page_and_answers(client, scene, gp, item):
    agenda = reverse("meetings:gathering", args=[scene.gathering.pk])
    url = page(scene, "my_agenda")
    banner = text_of(get(client, gp, agenda))
    assert "Something was found that ties you to an item of this agenda." in banner
    assert scene.practice.name in text_of(client.get(url))

    nothing = text_of(client.post(url, {"seen": seen(scene, item)}))
    bare = text_of(
        client.post(url, {"seen": seen(scene, item), f"answer_{item.pk}": "disputed"})
    )
    assert "Say whether this is right" in nothing
    assert "Say what is not right" in bare
    assert not AgendaConfirmation.objects.exists()
    response = client.post(
        url,
        {
            "seen": seen(scene, item),
            f"answer_{item.pk}": "disputed",
            f"why_{item.pk}": "I left it in 2015.",
        },
        follow=True,
    )

    after = text_of(response)
    assert "Recorded." in after
    assert "Something was found" not in after
    assert "You went through this agenda on 15 June 2016" in text_of(client.get(url))
    listed = text_of(get(client, scene.officer, page(scene, "conflicts")))
    assert "I left it in 2015." in listed


def test_nothing_to_add_is_one_tap(client, scene):
    nurse = scene.user("Registered nurse")
    url = page(scene, "my_agenda")

    shown = text_of(get(client, nurse, url))
    client.post(url, {"seen": ""})

    assert "I have nothing to add." in shown
    assert AgendaConfirmation.objects.get().person == nurse.person


def test_what_was_found_meanwhile_is_shown_before_it_counts(client, scene, gp, item):
    url = page(scene, "my_agenda")
    client.force_login(gp)

    response = client.post(url, {"seen": "", f"answer_{item.pk}": "accepted"})

    assert "Something else was found since you opened the page." in text_of(response)
    renewed = response.context["form"]["seen"].value()
    client.post(url, {"seen": renewed, f"answer_{item.pk}": "accepted"})
    assert AgendaConfirmation.objects.get().person == gp.person


def test_nobody_is_asked_once_the_meeting_is_over(client, scene, gp):
    scene.gathering.state = GatheringState.HELD
    scene.gathering.save()

    assert "nothing is asked of you now" in text_of(
        get(client, gp, page(scene, "my_agenda"))
    )


def test_officer_records_what_somebody_said(client, scene, gp, item):
    url = page(scene, "agenda_for_another", gp.person_id)
    client.force_login(scene.officer)
    said = {"seen": seen(scene, item), f"answer_{item.pk}": "accepted"}

    missing = text_of(client.post(url, said))
    response = client.post(url, {**said, **BY_EMAIL})

    assert "Say how it reached you" in missing
    assert response.status_code == 302, response.context["form"].errors
    assert AgendaConfirmation.objects.get().recorded_by == scene.officer
    assert client.get(page(scene, "agenda_for_another", 0)).status_code == 404


def test_brief_without_conflicts_is_one_line(client, scene):
    said = text_of(get(client, scene.user("Lay chair"), page(scene, "brief")))

    assert "No conflict of interest was found for any item" in said
    assert "Checklist" not in said
    assert "presides, unless" not in said


def test_brief_has_the_script_and_who_has_not_confirmed(client, scene, gp, item):
    url = page(scene, "brief")
    waiting = text_of(get(client, scene.user("Lay chair"), url))
    assert "To rule on" in waiting
    scene.rules(scene.rows(item))

    said = text_of(client.get(url))

    assert f"{gp.person} leaves before item 1; no item follows" in said
    assert "Who has not gone through the agenda" in said
    assert f"<li>{gp.person}</li>" in said
    assert "Record what they said" not in said
    assert "Record what they said" in text_of(get(client, scene.officer, url))
    assert "Every conflict found has its ruling" in said


def test_brief_and_forecast_say_when_more_than_half_are_out(client, scene):
    """Four of six is more than half, three are not; the other committee is not told."""
    item = scene.item(title="Local scheme")
    first, second = scene.sittings
    titles = ["Lay vice chair", "Chief finance officer", "Registered nurse"]

    def conflicted(title):
        add_by_hand(
            item=item,
            sitting=first,
            person=scene.person(title),
            words="Works for the applicant.",
            by=scene.officer,
        )

    def said(name, *args):
        return text_of(get(client, scene.user("Lay chair"), page(scene, name, *args)))

    for title in titles:
        conflicted(title)
    assert "more than half" not in said("brief")

    conflicted("GP member")
    words = (
        f"{first.committee.short_name}: conflicts keep 4 of 6 members with a vote out of "
        "the decision, which is more than half. The chair says whether"
    )
    assert words in said("brief")
    assert words in said("forecast_sitting", item.pk, first.pk)
    assert "of the decision" not in said("forecast_sitting", item.pk, second.pk)

    scene.rules(scene.rows(item), Participation.TAKE_PART, PaperHandling.GIVEN)
    assert "more than half" not in said("brief")


def test_brief_names_what_is_disputed_after_a_ruling(client, scene, gp, item):
    scene.rules(
        scene.rows(item),
        participation=Participation.TAKE_PART,
        papers=PaperHandling.GIVEN,
    )
    client.force_login(gp)
    client.post(
        page(scene, "my_agenda"),
        {
            "seen": seen(scene, item),
            f"answer_{item.pk}": "disputed",
            f"why_{item.pk}": "I left it in 2015.",
        },
    )

    said = text_of(get(client, scene.user("Lay chair"), page(scene, "brief")))

    assert "I left it in 2015." in said
    assert "Nobody leaves, and the chair of each committee presides" in said


def test_chair_closes_a_part_and_is_refused_while_a_ruling_is_missing(
    client, scene, item
):
    url = page(scene, "checklist_close", "before")
    client.force_login(scene.user("Lay chair"))

    refused = text_of(client.post(url))
    scene.rules(scene.rows(item))
    response = client.post(url, follow=True)

    assert "Nobody has ruled on item 1" in refused
    assert "Closed: before the meeting." in text_of(response)
    assert "Closed by" in text_of(response)
    assert client.get(page(scene, "checklist_close", "never")).status_code == 404


def test_brief_offers_to_close_only_what_can_be_closed(client, scene, gp, item):
    brief, close = page(scene, "brief"), page(scene, "checklist_close", "before")
    during = page(scene, "checklist_close", "during")
    treat = page(scene, "conflict_treat", item.pk, gp.person_id)
    client.force_login(scene.user("Lay chair"))

    unruled = text_of(client.get(brief))
    scene.rules(scene.rows(item))
    ruled = text_of(client.get(brief))

    assert "It cannot be closed yet. Nobody has ruled on item 1" in unruled
    assert unruled.count(f'<a href="{treat}">Rule on {gp.person}, item 1</a>') == 1
    assert unruled.count("It waits for the same.") == 2
    assert not any(url in unruled for url in (close, during))
    assert close in ruled
    assert during not in ruled
    assert "Nothing shows that the ruling on item 1" in ruled
    assert f'<a href="{page(scene, "room")}?item={item.pk}">The room at' in ruled

    scene.open()
    scene.leaves(gp.person, item)
    scene.decides(item, 1, as_it_happened=True)
    assert during not in text_of(client.get(brief))
    scene.decides(item, 0, as_it_happened=True)
    taken = text_of(client.get(brief))

    assert during in taken
    assert page(scene, "checklist_close", "after") not in taken
    assert "close the meeting first" in taken


def test_brief_leads_nobody_to_rule_on_their_own_conflict(client, scene):
    chair = scene.user("Lay chair")
    scene.declares(chair)
    item = scene.item(touches=scene.practice)
    settle_items([item])

    said = text_of(get(client, chair, page(scene, "brief")))

    assert "It cannot be closed yet." in said
    assert f">Rule on {chair.person}, item 1<" not in said


def test_officer_closes_a_part_on_the_word_of_the_chair(client, scene):
    url = page(scene, "checklist_close", "before")
    client.force_login(scene.officer)

    missing = text_of(client.post(url, {}))
    response = client.post(
        url, {"chair": scene.gathering.convening_chair_id, **BY_EMAIL}
    )

    assert "Select the chair" in missing
    assert response.status_code == 302, response.context["form"].errors
    assert ChecklistClosing.objects.get().closed_by == scene.officer


def test_brief_asks_as_many_questions_for_twice_the_rows(client, scene, gp, item):
    client.force_login(scene.user("Lay chair"))
    asked = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(page(scene, "brief"))
        asked.append(len(queries))
        more = scene.item(touches=scene.practice, lead=gp.person)
        settle_items([more])

    assert asked[0] == asked[1]


def test_own_page_asks_as_many_questions_for_twice_the_rows(client, scene, gp, item):
    client.force_login(gp)
    asked = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(page(scene, "my_agenda"))
        asked.append(len(queries))
        more = scene.item(touches=scene.practice, lead=gp.person)
        settle_items([more])

    assert asked[0] == asked[1]
