"""Pages of conflicts: who sees them, who rules, and what a ruling needs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from committees.enums import WhoRules
from conflicts.rules.treatments import NATIONAL, stored_of
from core.models import AuditEvent
from meetings.actions.conflict_rows import add_by_hand, settle_items
from meetings.enums import ConflictState, PaperHandling, Participation, SubjectRole
from meetings.facts.exclusions import is_kept_from
from meetings.models import ConflictRow
from tests.factories.conflicts import RuleSetFactory
from tests.factories.decisions import neighbour, world
from tests.factories.meetings import (
    ItemSubjectFactory,
    OrganisationFactory,
    PaperReadingFactory,
    PaperVersionFactory,
)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]


@pytest.fixture
def the_day():
    with time_machine.travel("2016-06-15 11:00", tick=False):
        yield


@pytest.fixture
def scene():
    return world(2)


@pytest.fixture
def gp(scene):
    return scene.user("GP member")


@pytest.fixture
def item(scene, gp):
    """Return an item that the conflicted GP leads: a row for each committee."""
    scene.declares(gp)
    item = scene.item(
        touches=scene.practice, lead=gp.person, title="Premises in Romford"
    )
    settle_items([item])
    return item


def address(scene, item=None, person=None):
    if item is None:
        return reverse("meetings:conflicts", args=[scene.gathering.pk])
    return reverse(
        "meetings:conflict_treat", args=[scene.gathering.pk, item.pk, person.pk]
    )


def get(client, user, url):
    client.force_login(user)
    return client.get(url)


def post(client, user, url, said):
    client.force_login(user)
    return client.post(url, said)


def text_of(response):
    return response.content.decode()


def ruling(rows, **said):
    return {
        "rows": [f"{row.pk}.{row.revision}" for row in rows],
        "participation": Participation.LEAVE_ITEM,
        "papers": PaperHandling.WITHHELD,
        "reason": "A partner of the applicant.",
        **said,
    }


def no_conflict(rows, **said):
    typed = {
        "rows": [f"{row.pk}.{row.revision}" for row in rows],
        "reason": "Left the practice in 2015.",
        **said,
    }
    return {"dismiss": "1", **{f"dismiss-{name}": typed[name] for name in typed}}


BY_TELEPHONE = {
    "source": "telephone",
    "ruled_on_0": "13",
    "ruled_on_1": "6",
    "ruled_on_2": "2016",
}


def test_list_shows_each_conflict_once_with_its_committees(client, scene, item, gp):
    said = text_of(get(client, scene.officer, address(scene)))

    assert "Premises in Romford" in said
    assert said.count("Waiting for the chair") == 2
    assert "1 conflict waits for a ruling" in said
    assert scene.practice.name in said


def test_list_without_conflicts_says_so(client, scene):
    said = text_of(get(client, scene.officer, address(scene)))

    assert "No conflict of interest was found" in said


def test_pages_by_role(client, scene, item, gp):
    treat = address(scene, item, gp.person)
    expected = {
        "neighbour": (neighbour(), 404, 404),
        "member": (scene.user("Registered nurse"), 403, 403),
        "own conflict": (gp, 403, 403),
        "chair": (scene.user("Lay chair"), 200, 200),
        "vice chair": (scene.user("Lay vice chair"), 200, 200),
        "officer": (scene.officer, 200, 200),
    }
    for role, (user, listed, treated) in expected.items():
        assert get(client, user, address(scene)).status_code == listed, role
        assert get(client, user, treat).status_code == treated, role
    client.logout()
    assert client.get(treat).status_code == 302


def test_list_offers_a_ruling_to_nobody_on_their_own_conflict(client, scene):
    chair = scene.user("Lay chair")
    scene.declares(chair)
    item = scene.item(touches=scene.practice, title="Premises in Romford")
    settle_items([item])
    own = address(scene, item, chair.person)

    to_chair = text_of(get(client, chair, address(scene)))
    to_officer = text_of(get(client, scene.officer, address(scene)))

    assert own not in to_chair
    assert "Nobody rules on their own conflict" in to_chair
    assert own in to_officer


def test_treat_unknown_person_is_not_found(client, scene, item):
    url = address(scene, item, scene.person("Healthwatch"))

    assert get(client, scene.officer, url).status_code == 404


def test_treat_chair_rules_for_both_at_once(client, scene, item, gp):
    url = address(scene, item, gp.person)
    page = text_of(get(client, scene.user("Lay chair"), url))
    assert "Whose ruling is it?" not in page

    response = post(client, scene.user("Lay chair"), url, ruling(scene.rows(item)))

    assert response.status_code == 302, response.context["form"].errors
    assert all(row.treated_at is not None for row in scene.rows(item))
    said = text_of(get(client, scene.officer, address(scene)))
    assert "A partner of the applicant." in said
    assert "The chair has ruled on every conflict." in said


def test_treat_page_says_that_papers_were_in_the_persons_hands(client, scene, item, gp):
    chair = scene.user("Lay chair")
    url = address(scene, item, gp.person)
    version = PaperVersionFactory(paper__item=item)
    PaperReadingFactory(version=version)
    assert "has had papers of this item open" not in text_of(get(client, chair, url))
    PaperReadingFactory(
        version=version,
        person=gp.person,
        opened_at=datetime(2016, 6, 3, 8, tzinfo=UTC),
    )

    said = text_of(get(client, chair, url))

    assert f"{gp.person} has had papers of this item open, first on 3 June 2016" in said


def test_treat_page_ticks_what_is_advised_until_the_chair_has_ruled(
    client, scene, item, gp
):
    url = address(scene, item, gp.person)
    chair = scene.user("Lay chair")

    fresh = get(client, chair, url)
    assert "Advised for an interest of this kind" in text_of(fresh)
    assert fresh.context["treatment_form"].initial["participation"] == (
        Participation.LEAVE_ITEM
    )
    assert fresh.context["treatment_form"].initial["papers"] == PaperHandling.WITHHELD
    post(
        client,
        chair,
        url,
        ruling(scene.rows(item), participation=Participation.STAY_NO_VOTE),
    )

    ruled = get(client, chair, url)
    assert "Advised for" not in text_of(ruled)
    assert ruled.context["treatment_form"].initial["participation"] == (
        Participation.STAY_NO_VOTE
    )


def test_treat_page_advises_nothing_on_a_conflict_by_hand(client, scene):
    nurse = scene.person("Registered nurse")
    item = scene.item()
    add_by_hand(
        item=item,
        sitting=scene.sittings[0],
        person=nurse,
        words="Spoke for the applicant.",
        by=scene.officer,
    )

    page = get(client, scene.user("Lay chair"), address(scene, item, nurse))

    assert "Advised for" not in text_of(page)
    assert page.context["treatment_form"].initial["participation"] == ""


def test_treat_chair_of_the_second_sees_their_committee_alone(client, scene, item, gp):
    url = address(scene, item, gp.person)
    chair = scene.user("Lay chair", 1)
    first, second = scene.rows(item)

    page = text_of(get(client, chair, url))

    assert f'value="{second.pk}.0"' in page
    assert f'value="{first.pk}.0"' not in page
    post(client, chair, url, ruling([second]))
    first.refresh_from_db()
    assert first.treated_at is None


def test_treat_vice_chair_rules_on_the_chair(client, scene):
    chair, vice = scene.user("Lay chair"), scene.user("Lay vice chair")
    scene.declares(chair)
    item = scene.item(touches=scene.practice)
    settle_items([item])
    url = address(scene, item, chair.person)

    assert get(client, chair, url).status_code == 403
    assert "Whose ruling is it?" not in text_of(get(client, vice, url))
    response = post(client, vice, url, ruling(scene.rows(item)))

    assert response.status_code == 302
    assert scene.rows(item)[0].ruled_by == vice.person


def test_treat_officer_says_who_how_and_when(client, scene, item, gp):
    url = address(scene, item, gp.person)
    rows = scene.rows(item)
    chair = scene.person("Lay chair")

    without = post(client, scene.officer, url, ruling(rows))
    assert "Select the chair who ruled" in text_of(without)
    assert "Select how the ruling reached you" in text_of(without)
    assert "Enter the day of the ruling" in text_of(without)

    response = post(
        client,
        scene.officer,
        url,
        ruling(rows, ruled_by=chair.pk, **BY_TELEPHONE),
    )
    assert response.status_code == 302, response.context["form"].errors
    row = scene.rows(item)[0]
    assert (row.ruled_by, row.ruling_source) == (chair, "telephone")


def test_treat_unseen_ground_sends_the_chair_back_to_read(client, scene, item, gp):
    url = address(scene, item, gp.person)
    seen = ruling(scene.rows(item))
    scene.rules(scene.rows(item))
    bidder = OrganisationFactory(practice=True)
    scene.declares(gp, bidder)
    ItemSubjectFactory(item=item, organisation=bidder, role=SubjectRole.BIDDER)
    settle_items([item])

    response = post(client, scene.user("Lay chair"), url, seen)

    assert "has changed since you opened the page" in text_of(response)
    assert bidder.name in text_of(response)
    assert all(row.treated_at is None for row in scene.rows(item))


def test_treat_refusal_is_a_sentence_on_the_form(client, scene, item, gp):
    said = ruling(
        scene.rows(item),
        participation=Participation.NOT_ATTEND,
        papers=PaperHandling.GIVEN,
    )

    response = post(
        client, scene.user("Lay chair"), address(scene, item, gp.person), said
    )

    assert "is not given the papers" in text_of(response)


@pytest.fixture
def parts(scene, gp, item):
    """Return two parts of the item, each with a row for each committee."""
    parts = [
        scene.item(parent=item, lead=gp.person, title=title)
        for title in ("The lease", "The works")
    ]
    settle_items([item, *parts])
    return parts


def test_treat_offers_the_open_parts_and_ticks_none(client, scene, item, gp, parts):
    nurse = scene.user("Registered nurse")
    scene.declares(nurse)
    elsewhere = scene.item(touches=scene.practice, lead=gp.person, title="Elsewhere")
    settle_items([item, *parts, elsewhere])
    scene.rules(scene.rows(parts[1], gp.person)[:1])

    page = get(client, scene.user("Lay chair"), address(scene, item, gp.person))

    form = page.context["form"]
    first, second = scene.rows(parts[0], gp.person), scene.rows(parts[1], gp.person)
    assert [key for key, _ in form["parts"].field.choices] == [
        f"{row.pk}.{row.revision}" for row in [*first, second[1]]
    ]
    assert not form["parts"].value()
    assert "The lease" in text_of(page)


def test_treat_serves_the_parts_that_are_ticked_and_each_is_audited(
    client, scene, item, gp, parts
):
    rows, part = scene.rows(item), scene.rows(parts[0])
    said = ruling(rows, parts=[f"{row.pk}.{row.revision}" for row in part])

    done = post(client, scene.user("Lay chair"), address(scene, item, gp.person), said)

    assert done.status_code == 302, done.context["form"].errors
    assert "and on 1 part of the item" in text_of(client.get(done.url))
    for row in [*rows, *part]:
        assert (
            AuditEvent.objects.about(row).order_by("pk").last().event
            == "conflict.treated"
        )
    assert all(row.treated_at for row in [*scene.rows(item), *scene.rows(parts[0])])
    assert not any(row.treated_at for row in scene.rows(parts[1]))
    bidder = OrganisationFactory(practice=True)
    scene.declares(gp, bidder)
    ItemSubjectFactory(item=parts[0], organisation=bidder, role=SubjectRole.BIDDER)
    settle_items([item, *parts])
    assert all(row.treated_at for row in scene.rows(item))
    assert not any(row.treated_at for row in scene.rows(parts[0]))


def test_treat_of_a_part_says_that_its_papers_are_kept_with_the_items(
    client, scene, item, gp, parts
):
    """What the page says is what the door does: the door keeps them."""
    chair, part = scene.user("Lay chair"), parts[0]
    url = address(scene, part, gp.person)
    listed = reverse("meetings:conflicts", args=[scene.gathering.pk])

    def said(user):
        return text_of(get(client, user, url))

    assert "until there is a ruling on it" in said(chair)
    scene.rules(scene.rows(item, gp.person))
    scene.rules(
        scene.rows(part, gp.person), Participation.TAKE_PART, PaperHandling.GIVEN
    )
    assert "by the ruling on it" in said(chair)
    assert "are kept from" in text_of(get(client, chair, listed))
    assert is_kept_from(gp.person_id, part)
    assert "of which this is a part" not in text_of(
        get(client, chair, address(scene, item, gp.person))
    )

    # One committee's ruling is enough to keep them: there is but one paper for all.
    for row in scene.rows(item, gp.person)[1:]:
        scene.rules([row], Participation.LEAVE_ITEM, PaperHandling.GIVEN)
    assert "by the ruling on it" in said(chair)
    scene.rules(
        scene.rows(item, gp.person)[:1], Participation.LEAVE_ITEM, PaperHandling.GIVEN
    )

    assert "of which this is a part" not in said(chair)
    assert "are kept from" not in text_of(get(client, chair, listed))
    assert not is_kept_from(gp.person_id, part)


def test_treat_of_parts_is_whole_or_not_at_all(client, scene, item, gp, parts):
    """A part that has changed since takes the ruling on the item back as well."""
    url, chair = address(scene, item, gp.person), scene.user("Lay chair")
    part = scene.rows(parts[0])[0]
    stale = ruling(scene.rows(item), parts=[f"{part.pk}.{part.revision + 1}"])

    response = post(client, chair, url, stale)

    assert "A conflict with a part has changed" in text_of(response)
    assert "A partner of the applicant." in text_of(response)
    assert not any(row.treated_at for row in scene.rows(item))


def test_treat_of_parts_offers_and_takes_only_what_is_the_readers_to_rule(
    client, scene, item, gp, parts
):
    second = scene.user("Lay chair", 1)
    url = address(scene, item, gp.person)
    page = get(client, second, url)
    keys = {key for key, _ in page.context["form"]["parts"].field.choices}
    own = [row for part in parts for row in scene.rows(part)[1:]]
    assert keys == {f"{row.pk}.{row.revision}" for row in own}

    foreign = scene.rows(parts[0])[0]
    said = ruling(scene.rows(item)[1:], parts=[f"{foreign.pk}.{foreign.revision}"])
    refused = post(client, second, url, said)

    assert refused.status_code == 200
    assert not any(row.treated_at for row in scene.rows(item))


def test_treat_leaves_out_parts_that_touch_the_chairs_own_interest(
    client, scene, item, gp, parts
):
    chair, bidder = scene.user("Lay chair"), OrganisationFactory(practice=True)
    scene.declares(chair, bidder)
    ItemSubjectFactory(item=parts[0], organisation=bidder, role=SubjectRole.BIDDER)
    settle_items(parts)

    page = get(client, chair, address(scene, item, gp.person))

    said = str(page.context["form"]["parts"].field.choices)
    assert "The lease" not in said
    assert "The works" in said


def test_treat_queries_stay_the_same_with_twice_the_parts(
    client, scene, item, gp, parts
):
    url = address(scene, item, gp.person)

    def count():
        get(client, scene.officer, url)
        with CaptureQueriesContext(connection) as asked:
            assert get(client, scene.officer, url).status_code == 200
        return len(asked)

    few = count()
    for _ in range(2):
        settle_items([scene.item(parent=item, lead=gp.person)])

    assert count() == few


def test_dismiss_all_with_one_reason(client, scene, item, gp):
    url, chair = address(scene, item, gp.person), scene.user("Lay chair")

    empty = post(client, chair, url, no_conflict(scene.rows(item), reason=""))
    assert "Enter why this is not a conflict" in text_of(empty)
    post(client, chair, url, no_conflict(scene.rows(item)))

    assert {row.state for row in scene.rows(item)} == {ConflictState.DISMISSED}
    said = text_of(get(client, scene.officer, address(scene)))
    assert (
        f"Left the practice in 2015. Found by {chair.person} on 15 June 2016." in said
    )


def test_dismiss_by_the_officer_asks_which_chair_found_so_and_when(
    client, scene, item, gp
):
    url, chair = address(scene, item, gp.person), scene.person("Lay chair")
    rows = scene.rows(item)

    without = text_of(post(client, scene.officer, url, no_conflict(rows)))
    assert "Select the chair who ruled" in without
    assert "Enter the day of the ruling" in without
    assert "Left the practice in 2015." in without
    assert {row.state for row in scene.rows(item)} == {ConflictState.PROPOSED}

    told = no_conflict(rows, ruled_by=chair.pk, **BY_TELEPHONE)
    assert post(client, scene.officer, url, told).status_code == 302
    assert {row.ruled_by for row in scene.rows(item)} == {chair}


def test_dismiss_serves_the_committees_and_the_parts_that_are_ticked(
    client, scene, item, gp, parts
):
    rows, part = scene.rows(item), scene.rows(parts[0])
    said = no_conflict(rows[:1], parts=[f"{part[0].pk}.{part[0].revision}"])

    post(client, scene.user("Lay chair"), address(scene, item, gp.person), said)

    dismissed = ConflictRow.objects.filter(state=ConflictState.DISMISSED)
    assert set(dismissed) == {rows[0], part[0]}


def test_lapsed_conflict_cannot_be_ruled_on(client, scene, item, gp):
    item.subjects.all().delete()
    settle_items([item])

    response = get(client, scene.officer, address(scene, item, gp.person))

    assert response.status_code == 403
    assert "lapsed" in text_of(response)


def test_add_by_hand_for_both_committees(client, scene, item):
    url = reverse("meetings:conflict_add", args=[scene.gathering.pk])
    nurse = scene.person("Registered nurse")
    said = {
        "item": item.pk,
        "person": nurse.pk,
        "sittings": [one.pk for one in scene.sittings],
        "words": "Spoke for the applicant.",
    }

    assert get(client, neighbour(), url).status_code == 404
    assert get(client, scene.user("Lay chair"), url).status_code == 403
    page = text_of(get(client, scene.officer, url))
    assert str(neighbour().person) not in page
    wrong = post(client, scene.officer, url, said | {"words": ""})
    assert "Enter why there may be a conflict" in text_of(wrong)
    response = post(client, scene.officer, url, said)

    assert response.status_code == 302
    assert ConflictRow.objects.filter(person=nurse).count() == 2


def test_list_queries_stay_the_same_with_twice_the_rows(client, scene):
    def fill(number):
        for _ in range(number):
            item = scene.item(touches=scene.practice)
            settle_items([item])
            scene.rules(scene.rows(item))

    def count():
        get(client, scene.officer, address(scene))
        with CaptureQueriesContext(connection) as asked:
            assert get(client, scene.officer, address(scene)).status_code == 200
        return len(asked)

    for title in ("GP member", "Registered nurse"):
        scene.declares(scene.user(title))
    fill(2)
    few = count()
    fill(2)

    assert count() == few


def test_treat_queries_stay_the_same_with_twice_the_rows(client, scene, item, gp):
    url = address(scene, item, gp.person)

    def count():
        get(client, scene.officer, url)
        with CaptureQueriesContext(connection) as asked:
            assert get(client, scene.officer, url).status_code == 200
        return len(asked)

    few = count()
    nurse = scene.user("Registered nurse")
    scene.declares(nurse)
    for _ in range(3):
        settle_items([scene.item(touches=scene.practice, lead=gp.person)])
    settle_items([item])

    assert count() == few


def test_treat_leads_on_to_the_next_conflict_and_at_last_to_the_meeting(
    client, scene, item, gp
):
    chair = scene.user("Lay chair")
    other = scene.item(touches=scene.practice, title="Rent in Romford")
    settle_items([other])

    first = post(
        client, chair, address(scene, item, gp.person), ruling(scene.rows(item))
    )
    second = post(
        client, chair, address(scene, other, gp.person), ruling(scene.rows(other))
    )

    assert first.url == address(scene, other, gp.person)
    assert second.url == reverse("meetings:gathering", args=[scene.gathering.pk])
    assert "All conflicts on this agenda have been ruled on." in text_of(
        get(client, chair, second.url)
    )


def test_treat_leads_nobody_to_a_conflict_that_is_not_theirs_to_rule_on(
    client, scene, item, gp
):
    chair = scene.user("Lay chair")
    scene.declares(chair)
    own = scene.item(touches=scene.practice, title="Rent in Romford")
    settle_items([own])
    for row in scene.rows(own, gp.person):
        scene.rules([row], chair=scene.person("Lay vice chair"))
    ConflictRow.objects.filter(item=item, person=chair.person).update(
        state=ConflictState.LAPSED
    )

    done = post(
        client, chair, address(scene, item, gp.person), ruling(scene.rows(item))
    )

    assert done.url == address(scene)


def test_treat_leads_back_to_the_committee_that_was_opened_out(client, scene, item, gp):
    url = address(scene, item, gp.person)
    first, second = scene.rows(item)

    response = post(client, scene.user("Lay chair"), url, ruling([first]))

    assert response.url == url
    assert client.get(url).context["treatment_form"].initial["rows"] == [
        f"{second.pk}.{second.revision}"
    ]


def test_who_convenes_rules_for_another_committee_by_its_terms_alone(
    client, scene, item, gp
):
    """Where the terms keep rulings with the own chair, the list offers no other's."""
    first, second = scene.committees
    second.terms.update(who_rules=WhoRules.PRESIDING)
    convening = scene.user("Lay chair")
    treat = address(scene, item, gp.person)

    both = get(client, convening, treat)
    assert [name for _key, name in both.context["form"].fields["rows"].choices] == [
        first.name
    ]

    alone = scene.item(scene.sittings[1], touches=scene.practice, lead=gp.person)
    settle_items([alone])
    treat = address(scene, alone, gp.person)
    refused = client.get(treat)
    listed = text_of(client.get(address(scene)))

    assert refused.status_code == 403
    assert f"That is for {scene.person('Lay chair', 1)}" in text_of(refused)
    assert treat not in listed
    assert treat in text_of(get(client, scene.user("Lay chair", 1), address(scene)))


def test_treat_advises_by_the_rules_of_each_body_and_ticks_the_strictest(
    client, scene, item, gp
):
    url = address(scene, item, gp.person)
    strict = (Participation.NOT_ATTEND, PaperHandling.WITHHELD)
    RuleSetFactory(
        organisation=scene.committees[1].organisations.get(),
        proposed_treatments=stored_of(dict.fromkeys(NATIONAL, strict)),
    )

    page = get(client, scene.officer, url)
    own = get(client, scene.user("Lay chair", 1), url)

    first, second = (one.short_name for one in scene.committees)
    assert f"{first}: leave for the item, papers withheld; {second}: not attend" in (
        text_of(page)
    )
    assert page.context["form"]["participation"].value() == Participation.NOT_ATTEND
    # Whoever rules for the second alone is advised by its rules alone.
    assert own.context["advised"] == ["not attend the meeting, papers withheld"]
