"""Pages of the quorum before the meeting: forecast, ways out, answers, who helps."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commissioning.enums import PostRole
from committees.enums import RemedyKind
from meetings.enums import ReplyAnswer, ScopeRole
from meetings.models import (
    Attendance,
    ItemScope,
    OutsideClinician,
    PresidingChoice,
    QuorumCheck,
    Remedy,
    Reply,
)
from tests.factories.committees import PostFactory, seat_of
from tests.factories.decisions import neighbour, world
from tests.factories.meetings import ItemSubjectFactory, OrganisationFactory
from tests.factories.people import PersonFactory, UserFactory
from tests.factories.ways_out import (
    OutsideClinicianFactory,
    chooses,
    clinician_of,
    deputy_of,
    routes,
    without_gp,
)


pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return world(2)


def address(scene, name, *more):
    return reverse(f"meetings:{name}", args=[scene.gathering.pk, *more])


def get(client, user, url):
    client.force_login(user)
    return client.get(url)


def post(client, user, url, said=None):
    client.force_login(user)
    return client.post(url, said or {})


def text_of(response):
    return " ".join(response.content.decode().split())


def overseer(scene):
    user = UserFactory(password=None)
    PostFactory(
        person=user.person,
        organisation=scene.committees[0].organisations.get(),
        role=PostRole.GUARDIAN,
    )
    return user


def told(scene, **said):
    """Return what an officer types of a choice that the chair made by telephone."""
    return {
        "reason": "The matter cannot wait.",
        "chosen_for": scene.person("Lay chair").pk,
        "source": "telephone",
        "ruled_on_0": "10",
        "ruled_on_1": "6",
        "ruled_on_2": "2016",
        **said,
    }


def test_forecast_is_one_line_where_everything_is_quorate(client, scene):
    scene.item()

    page = text_of(get(client, scene.officer, address(scene, "forecast")))

    assert "Every committee can expect its quorum" in page
    assert "Show the figures" in page
    assert "a way out" not in page


def test_forecast_of_an_empty_agenda_says_so(client, scene):
    page = text_of(get(client, scene.officer, address(scene, "forecast")))

    assert "The agenda shows no item yet." in page


def test_forecast_names_each_committee_in_words_and_opens_to_the_arithmetic(
    client, scene
):
    item = without_gp(scene, title="Premises in Romford")
    noted = scene.item(scene.sittings[1], title="For information")
    ItemScope.objects.filter(item=noted).update(role=ScopeRole.NOTE)
    chair = scene.user("Lay chair")

    page = text_of(get(client, chair, address(scene, "forecast")))

    opened = address(scene, "forecast_sitting", item.pk, scene.sittings[0].pk)
    assert opened in page
    for words in ("Not quorate", "Not in scope", "To note", "1 answer below"):
        assert words in page


def test_forecast_pages_are_for_those_who_review_conflicts(client, scene):
    item = without_gp(scene)
    where = (item.pk, scene.sittings[0].pk)
    for url in (
        address(scene, "forecast"),
        address(scene, "forecast_sitting", *where),
    ):
        for user in (scene.officer, scene.user("Lay chair"), overseer(scene)):
            assert get(client, user, url).status_code == 200
        assert get(client, scene.user("Registered nurse"), url).status_code == 403
        assert get(client, neighbour(), url).status_code == 404
    strange = address(scene, "forecast_sitting", item.pk, 0)
    assert get(client, scene.officer, strange).status_code == 404


def test_forecast_takes_as_many_queries_for_twice_the_rows(client, scene):
    item = without_gp(scene)
    urls = [
        address(scene, "forecast"),
        address(scene, "forecast_sitting", item.pk, scene.sittings[0].pk),
        address(scene, "remedy", item.pk, scene.sittings[0].pk, "defer"),
    ]

    def counted():
        client.force_login(scene.officer)
        found = []
        for url in urls:
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            found.append(len(queries))
        return found

    deputy_of(scene)
    clinician_of(scene)
    few = counted()
    for _ in range(2):
        without_gp(scene)
        deputy_of(scene)
        clinician_of(scene)

    assert counted() == few


def test_ways_out_are_listed_with_their_quorum_and_why_some_are_closed(client, scene):
    item = without_gp(scene)
    deputy = deputy_of(scene)
    url = address(scene, "forecast_sitting", item.pk, scene.sittings[0].pk)

    page = text_of(get(client, scene.officer, url))

    assert f"{deputy} deputises as GP member" in page
    assert "Gives a quorum" in page
    assert "Not enough alone" in page
    assert "Nobody is on the list of outside clinicians" in page
    assert "Not met" in page
    assert address(scene, "remedy", item.pk, scene.sittings[0].pk, "defer") in page
    read_only = text_of(get(client, overseer(scene), url))
    assert "Only the chair of" in read_only
    assert "/defer/" not in read_only


def test_choosing_a_deputy_does_it_and_the_forecast_changes(client, scene):
    item = without_gp(scene)
    deputy = deputy_of(scene)
    key = next(one for one in routes(scene, item) if one.startswith("deputy-"))
    url = address(scene, "remedy", item.pk, scene.sittings[0].pk, key)
    assert "This gives a quorum" in text_of(get(client, scene.officer, url))

    response = post(client, scene.officer, url, told(scene))

    opened = address(scene, "forecast_sitting", item.pk, scene.sittings[0].pk)
    assert response.url == opened
    assert Attendance.objects.get(person=deputy).seat.title == "GP member"
    page = text_of(client.get(opened))
    assert "What was chosen" in page
    assert "Quorate" in page
    assert "The matter cannot wait." in page
    assert "Ways out" not in page.split("What was chosen")[1]
    line = text_of(client.get(address(scene, "forecast")))
    assert "Every committee can expect its quorum" in line


def test_choosing_with_nothing_typed_keeps_the_page_and_says_what_to_do(client, scene):
    item = without_gp(scene)
    url = address(scene, "remedy", item.pk, scene.sittings[0].pk, "defer")

    page = text_of(post(client, scene.officer, url, {"reason": "Kept words."}))

    assert "Select the chair who chose" in page
    assert "Kept words." in page
    assert not Remedy.objects.exists()
    wrong = told(scene, ruled_on_2="2999")
    assert "cannot have been made in the future" in text_of(
        post(client, scene.officer, url, wrong)
    )


def test_choosing_what_is_closed_or_gone_leads_back_and_says_so(client, scene):
    item = without_gp(scene)
    for key, words in (
        ("refer", "No governing body or investment committee"),
        ("deputy-0-0", "This way is not open now."),
    ):
        url = address(scene, "remedy", item.pk, scene.sittings[0].pk, key)
        client.force_login(scene.officer)
        page = text_of(client.get(url, follow=True))
        assert words in page


def test_choosing_is_for_the_chair_and_the_officer(client, scene):
    item = without_gp(scene)
    remedy = chooses(scene, item, "defer")
    for url in (
        address(scene, "remedy", item.pk, scene.sittings[0].pk, "defer"),
        address(scene, "remedy_undo", remedy.pk),
    ):
        assert get(client, scene.user("Lay chair"), url).status_code == 200
        assert get(client, overseer(scene), url).status_code == 403
        assert get(client, scene.user("Registered nurse"), url).status_code == 403
        assert get(client, neighbour(), url).status_code == 404


def test_the_chair_defers_and_takes_it_back_without_naming_a_source(client, scene):
    item = without_gp(scene)
    chair = scene.user("Lay chair")
    url = address(scene, "remedy", item.pk, scene.sittings[0].pk, "defer")

    post(client, chair, url, {"reason": "No deputy can come."})

    remedy = Remedy.objects.get()
    assert (remedy.kind, remedy.chosen_for) == (RemedyKind.DEFER, chair.person)
    table = text_of(client.get(address(scene, "forecast")))
    assert "Deferred" in table
    undo = address(scene, "remedy_undo", remedy.pk)
    assert "Enter why it is taken back" in text_of(post(client, chair, undo, {}))
    assert post(client, chair, undo, {"reason": "One can."}).status_code == 302
    assert client.get(undo).status_code == 404


def test_taking_a_referral_back_is_refused_with_the_way_out(client, scene):
    item = without_gp(scene)
    first, second = scene.committees
    first.refers_to = second
    first.save()
    remedy = chooses(scene, item, f"refer-{second.pk}")
    undo = address(scene, "remedy_undo", remedy.pk)

    page = text_of(post(client, scene.officer, undo, {"reason": "Wrong body."}))

    assert "Change the scope" in page


def test_splitting_asks_what_moves_and_makes_the_new_item(client, scene):
    item = without_gp(scene, title="Two surgeries")
    free = ItemSubjectFactory(
        item=item, organisation=OrganisationFactory(practice=True, name="Elm Surgery")
    )
    url = address(scene, "remedy", item.pk, scene.sittings[0].pk, "split")
    page = text_of(get(client, scene.officer, url))
    assert f'value="{free.pk}"' in page

    post(
        client,
        scene.officer,
        url,
        told(scene, title="Elm Surgery", subjects=[free.pk]),
    )

    new = Remedy.objects.get().new_item
    assert [one.pk for one in new.subjects.all()] == [free.pk]


def test_a_member_answers_and_the_officer_sees_it(client, scene):
    scene.item()
    gp, deputy = scene.user("GP member"), deputy_of(scene)
    url = address(scene, "reply")
    agenda = text_of(get(client, gp, address(scene, "gathering")))
    assert "Will you come? Answer the invitation" in agenda

    assert "Select an answer" in text_of(post(client, gp, url, {}))
    assert "Select the deputy" in text_of(post(client, gp, url, {"answer": "deputy"}))
    post(client, gp, url, {"answer": "deputy", "deputy": deputy.pk})
    attendance = text_of(get(client, scene.officer, address(scene, "attendance")))

    assert Reply.objects.get().answer == ReplyAnswer.DEPUTY
    assert str(deputy) in attendance
    assert QuorumCheck.objects.filter(moment="replies").exists()
    post(client, gp, url, {"answer": "remote"})
    attendance = text_of(get(client, scene.officer, address(scene, "attendance")))
    assert "Joins remotely" in attendance
    assert "Change the answer" in attendance


def test_a_member_of_two_committees_answers_for_each(client, scene):
    gp = scene.user("GP member")
    other = seat_of(scene.committees[1], "GP member")
    other.appointments.update(person=gp.person)
    url = address(scene, "reply")
    page = text_of(get(client, gp, url))
    assert all(one.name in page for one in scene.committees)

    post(client, gp, url, {"answer": "comes", "sittings": [scene.sittings[1].pk]})

    assert Reply.objects.get().sitting == scene.sittings[1]


def test_the_officer_records_an_answer_with_its_source(client, scene):
    person = scene.person("GP member")
    url = address(scene, "reply_for", person.pk)

    page = text_of(post(client, scene.officer, url, {"answer": "apologies"}))
    assert "Say how it reached you" in page
    post(
        client,
        scene.officer,
        url,
        {
            "answer": "apologies",
            "source": "email",
            "replied_on_0": "10",
            "replied_on_1": "6",
            "replied_on_2": "2016",
        },
    )

    assert Attendance.objects.get(person=person).sent_apologies


def test_answers_are_for_holders_and_their_officer(client, scene):
    person = scene.person("GP member")
    own, other = address(scene, "reply"), address(scene, "reply_for", person.pk)

    assert get(client, scene.user("GP member"), own).status_code == 200
    assert get(client, scene.officer, own).status_code == 403
    assert get(client, scene.user("Registered nurse"), other).status_code == 403
    for url in (own, other):
        assert get(client, neighbour(), url).status_code == 404
    strange = address(scene, "reply_for", PersonFactory().pk)
    assert get(client, scene.officer, strange).status_code == 404
    one_committee = UserFactory(password=None)
    PostFactory(
        person=one_committee.person,
        organisation=scene.committees[1].organisations.get(),
    )
    assert get(client, one_committee, other).status_code == 403


def test_answers_refuse_once_the_meeting_is_opened(client, scene):
    scene.open()

    page = text_of(
        post(
            client,
            scene.user("GP member"),
            address(scene, "reply"),
            {"answer": "comes"},
        )
    )

    assert "until it is opened" in page


def test_the_list_of_outside_clinicians_is_kept_by_officers(client, scene):
    organisation = scene.committees[0].organisations.get()
    urls = [
        reverse(f"meetings:{name}", args=args)
        for name, args in (
            ("clinicians", [organisation.pk]),
            ("clinician_add", [organisation.pk]),
            (
                "clinician_end",
                [
                    organisation.pk,
                    OutsideClinicianFactory(organisation=organisation).pk,
                ],
            ),
        )
    ]
    for url in urls:
        assert get(client, scene.officer, url).status_code == 200
        assert get(client, overseer(scene), url).status_code == 403
        assert get(client, neighbour(), url).status_code == 404


def test_a_clinician_is_found_added_and_taken_off(client, scene):
    organisation = scene.committees[0].organisations.get()
    person = PersonFactory(family_name="Faraway")
    listing = reverse("meetings:clinicians", args=[organisation.pk])
    add = reverse("meetings:clinician_add", args=[organisation.pk])
    assert "Nobody is on the list" in text_of(get(client, scene.officer, listing))
    assert "Nobody in the record" in text_of(client.get(add, {"q": "Nowhere"}))
    search = f"{add}?q=Faraway"
    assert "Choose the person" in text_of(post(client, scene.officer, search, {}))

    post(
        client,
        scene.officer,
        search,
        {
            "person": person.pk,
            "category": "gp",
            "works_at": "GP in Luton",
            "from_on_0": "1",
            "from_on_1": "4",
            "from_on_2": "2016",
        },
    )

    assert "GP in Luton" in text_of(client.get(listing))
    row = OutsideClinician.objects.get()
    end = reverse("meetings:clinician_end", args=[organisation.pk, row.pk])
    early = {"to_on_0": "1", "to_on_1": "4", "to_on_2": "2010"}
    assert "cannot be before the first" in text_of(client.post(end, early))
    assert client.post(end, {**early, "to_on_2": "2017"}).status_code == 302
    row.refresh_from_db()
    assert row.to_on is not None


def test_clinician_list_takes_as_many_queries_for_twice_the_rows(client, scene):
    organisation = scene.committees[0].organisations.get()
    url = reverse("meetings:clinicians", args=[organisation.pk])
    client.force_login(scene.officer)
    OutsideClinicianFactory(organisation=organisation)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)

    for _ in range(3):
        OutsideClinicianFactory(organisation=organisation)
    with CaptureQueriesContext(connection) as many:
        client.get(url)

    assert len(many) == len(few)


def test_who_was_chosen_to_preside_is_recorded_and_shown(client, scene):
    item = scene.item(scene.sittings[0])
    scene.open(scene.person("Lay chair"), scene.person("Lay vice chair"))
    url = address(scene, "preside", item.pk, scene.sittings[0].pk)
    room = text_of(get(client, scene.officer, address(scene, "room")))
    assert url in room
    assert url in text_of(client.get(reverse("decisions:item", args=[item.pk])))
    assert "Select who was chosen" in text_of(client.post(url, {}))
    nurse = scene.person("Registered nurse")

    client.post(url, {"person": nurse.pk})

    assert PresidingChoice.objects.get().person == nurse
    room = text_of(client.get(address(scene, "room")))
    assert f"{nurse}. Chosen for this item by those who can vote (" in room
    said = PresidingChoice.objects.get().choosers
    assert len(said) == 4
    assert all(one["name"] in room for one in said)
    assert get(client, scene.user("GP member"), url).status_code == 403
    assert get(client, neighbour(), url).status_code == 404
    strange = address(scene, "preside", item.pk, scene.sittings[1].pk)
    assert get(client, scene.officer, strange).status_code == 404


def test_presiding_page_says_where_nobody_is_chosen(client, scene):
    item = scene.item()
    url = address(scene, "preside", item.pk, scene.sittings[0].pk)
    assert "Nobody who can vote on the item is here" in text_of(
        get(client, scene.officer, url)
    )

    scene.open()

    page = text_of(client.get(url))
    assert "Somebody is chosen only when" in page
    nurse = scene.person("Registered nurse").pk
    refused = text_of(client.post(url, {"person": nurse}))
    assert "Somebody is chosen only when" in refused
    assert not PresidingChoice.objects.exists()
