"""Each page of committees for its officer, a member, an outsider; its queries."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from committees.models import Appointment, Committee, Deputy, GroupInCommon
from core.models import AuditEvent, Change
from people.models import Person
from tests.factories.committees import (
    BEGINNING,
    SEATS,
    CcgFactory,
    established,
    formed_group,
    holder_of,
    seat_of,
    user_with_post,
    working_committee,
)
from tests.factories.people import PersonFactory, UserFactory


@pytest.fixture(autouse=True)
def on_1_june_2016(settings):
    settings.QUORATE_TODAY = date(2016, 6, 1)


@pytest.fixture
def member_user(committee):
    return UserFactory(person=holder_of(committee, "GP member"))


def day(name, value: date) -> dict[str, str]:
    return {f"{name}_0": value.day, f"{name}_1": value.month, f"{name}_2": value.year}


def text(response) -> str:
    return response.content.decode()


def addresses(committee) -> list[str]:
    seat = seat_of(committee, "GP member")
    holding = seat.appointments.get()
    deputy = Deputy.objects.filter(seat=seat).first() or Deputy.objects.create(
        seat=seat, person=PersonFactory(), from_on=BEGINNING
    )
    slug = committee.slug
    return [
        reverse("committees:adopt_terms", args=[slug]),
        reverse("committees:disestablish", args=[slug]),
        reverse("committees:seat", args=[slug, seat.pk]),
        reverse("committees:appoint", args=[slug, seat.pk]),
        reverse("committees:name_deputy", args=[slug, seat.pk]),
        reverse("committees:enter_person", args=[slug, seat.pk]),
        reverse("committees:end_appointment", args=[slug, holding.pk]),
        reverse("committees:end_deputy", args=[slug, deputy.pk]),
    ]


def test_committee_page_shows_seats_quorum_and_terms(client, officer, committee):
    client.force_login(officer)

    page = text(client.get(reverse("committees:committee", args=[committee.slug])))

    assert str(holder_of(committee, "Lay chair")) in page
    assert "At least three members with a vote are present." in page
    assert "A GP is present." in page
    assert "3 clear working days" in page
    assert page.count("<h1") == 1


def test_committee_page_on_another_day(client, officer, committee):
    client.force_login(officer)
    url = reverse("committees:committee", args=[committee.slug])

    assert "No terms of reference on this day" in text(
        client.get(f"{url}?on=2014-01-01")
    )
    assert client.get(f"{url}?on=2016-02-31").status_code == 200


def test_committee_page_asks_for_the_day_as_the_house_does(client, officer, committee):
    client.force_login(officer)
    url = reverse("committees:committee", args=[committee.slug])

    page = text(client.get(url))
    typed = text(client.get(url, {"on_0": "1", "on_1": "january", "on_2": "2014"}))
    wrong = text(client.get(url, {"on_0": "31", "on_1": "2", "on_2": "2016"}))

    assert 'type="date"' not in page
    assert 'name="on_0"' in page
    assert "As it stands on 1 January 2014" in typed
    assert "must be a real date" in wrong
    assert "As it stands on 1 June 2016" in wrong


def test_every_page_of_an_officer_opens(client, officer, committee):
    client.force_login(officer)
    slug = committee.slug
    more = [
        reverse("committees:committees"),
        reverse("committees:establish"),
        reverse("committees:form_group"),
        reverse("committees:terms", args=[slug, 1]),
    ]

    for url in [*addresses(committee), *more]:
        assert client.get(url).status_code == 200, url


def test_outsider_gets_404_and_member_403(client, outsider, member_user, committee):
    urls = addresses(committee)

    client.force_login(outsider)
    for url in [*urls, reverse("committees:committee", args=[committee.slug])]:
        assert client.get(url).status_code == 404, url

    client.force_login(member_user)
    for url in [
        *urls,
        reverse("committees:establish"),
        reverse("committees:form_group"),
    ]:
        assert client.get(url).status_code == 403, url
    page = client.get(reverse("committees:committee", args=[committee.slug]))
    assert page.status_code == 200
    assert "Change " not in text(page)


def test_signed_out_is_sent_to_sign_in(client, committee):
    url = reverse("committees:committee", args=[committee.slug])

    assert client.get(url).status_code == 302


def test_establish_leads_to_its_terms(client, officer, havering):
    client.force_login(officer)

    answer = client.post(
        reverse("committees:establish"),
        {
            "name": "Havering primary care commissioning committee",
            "short_name": "Havering PCCC",
            "kind": "pccc",
            "organisations": [havering.pk],
            "reference_pattern": "PCC{yy}/{n:03}",
            **day("established_on", BEGINNING),
        },
    )

    made = Committee.objects.get(short_name="Havering PCCC")
    assert answer.url == reverse("committees:adopt_terms", args=[made.slug])
    assert list(made.organisations.all()) == [havering]
    assert made.slug == "havering-pccc"


def test_establish_says_what_is_wrong_with_the_pattern(client, officer, havering):
    client.force_login(officer)

    page = client.post(
        reverse("committees:establish"),
        {
            "name": "Havering PCCC",
            "short_name": "Havering",
            "kind": "pccc",
            "organisations": [havering.pk],
            "reference_pattern": "PCC",
            **day("established_on", BEGINNING),
        },
    )

    assert "The pattern must hold {n}" in text(page)
    assert not Committee.objects.exists()


def test_adopt_first_terms_by_hand(client, officer, havering):
    bare = established(organisation=havering, by=officer)
    client.force_login(officer)
    url = reverse("committees:adopt_terms", args=[bare.slug])
    typed = {
        **day("effective_from", BEGINNING),
        "notice_days": "3",
        "notice_basis": "working",
        "papers_days": "5",
        "deputies_count": "on",
        "casting_vote": "presiding",
        "who_rules": "presiding",
        "withholding_policy": "hide_contents",
        "departure_reason": "A small committee at its beginning.",
        "seats-TOTAL_FORMS": "12",
        "seats-INITIAL_FORMS": "0",
        "seats-0-title": "Lay chair",
        "seats-0-category": "lay",
        "seats-0-is_voting": "on",
        "seats-0-roles": ["chair"],
        "seats-1-title": "GP member",
        "seats-1-category": "",
        "clauses-TOTAL_FORMS": "2",
        "clauses-INITIAL_FORMS": "0",
        "clauses-0-kind": "chair_or_vice",
        "clauses-0-number": "1",
        "clauses-0-among": "voting",
    }

    refused = client.post(url, typed)
    answer = client.post(url, {**typed, "seats-1-category": "gp"})

    assert "Choose the category of GP member" in text(refused)
    assert answer.status_code == 302
    terms = bare.terms.get()
    assert [place.seat.title for place in terms.seat_terms.all()] == [
        "Lay chair",
        "GP member",
    ]
    assert terms.quorum_rules.get().kind == "chair_or_vice"
    assert not terms.deputies_vote


def test_adopt_starts_from_the_last_version(client, officer, committee):
    client.force_login(officer)
    url = reverse("committees:adopt_terms", args=[committee.slug])

    page = client.get(url)
    typed = _as_typed(page)
    typed.update(day("effective_from", date(2016, 7, 1)))
    answer = client.post(url, typed)

    assert answer.status_code == 302, text(answer)
    second = committee.terms.get(version=2)
    assert second.seat_terms.count() == len(SEATS)
    assert second.quorum_rules.count() == 2
    assert "Version 2" in text(
        client.get(reverse("committees:committee", args=[committee.slug]))
    )


def _as_typed(page) -> dict:
    """Return what a browser would send back if nobody typed a word."""
    sent = {}
    forms = [page.context["form"]]
    for formset in (page.context["seats"], page.context["clauses"]):
        forms += [formset.management_form, *formset.forms]
    for form in forms:
        for field in form:
            value = field.value()
            if value is True:
                sent[field.html_name] = "on"
            elif value not in (None, False):
                sent[field.html_name] = value
    return sent


def test_appoint_somebody_found_by_name(client, officer, committee):
    client.force_login(officer)
    wanted = PersonFactory(given_name="Zeinab", family_name="Unique")
    holding = seat_of(committee, "GP member").appointments.get()
    end = reverse("committees:end_appointment", args=[committee.slug, holding.pk])
    client.post(end, day("on", date(2016, 5, 31)))
    seat = seat_of(committee, "GP member")
    url = reverse("committees:appoint", args=[committee.slug, seat.pk])

    found = client.get(f"{url}?q=zei+uniq")
    answer = client.post(
        f"{url}?q=unique", {"person": wanted.pk, **day("from_on", date(2016, 6, 1))}
    )

    assert str(wanted) in text(found)
    assert answer.status_code == 302
    assert Appointment.objects.get(person=wanted).seat == seat
    assert AuditEvent.objects.filter(event="appointment.made").exists()
    assert Change.objects.filter(topic="appointment", key=str(seat.pk)).exists()


def test_appoint_to_a_held_seat_says_by_whom(client, officer, committee):
    client.force_login(officer)
    wanted = PersonFactory(family_name="Unique")
    seat = seat_of(committee, "GP member")
    url = reverse("committees:appoint", args=[committee.slug, seat.pk])

    page = client.post(
        f"{url}?q=unique", {"person": wanted.pk, **day("from_on", date(2016, 6, 1))}
    )

    assert f"is held by {seat.appointments.get().person}" in text(page)


def test_search_without_a_hit_offers_to_enter_somebody(client, officer, committee):
    client.force_login(officer)
    seat = seat_of(committee, "GP member")
    url = reverse("committees:appoint", args=[committee.slug, seat.pk])

    page = text(client.get(f"{url}?q=nobodyofthatname"))

    assert "Nobody in the record has such a name." in page
    assert reverse("committees:enter_person", args=[committee.slug, seat.pk]) in page


def test_enter_person_then_appoint(client, officer, committee):
    client.force_login(officer)
    seat = seat_of(committee, "GP member")
    url = reverse("committees:enter_person", args=[committee.slug, seat.pk])

    answer = client.post(url, {"given_name": "Noor", "family_name": "O'Newly & Co"})

    assert Person.objects.filter(family_name="O'Newly & Co").exists()
    assert "Noor" in text(client.get(answer.url))


def test_name_and_end_a_deputy(client, officer, committee):
    client.force_login(officer)
    wanted = PersonFactory(family_name="Unique")
    seat = seat_of(committee, "GP member")
    url = reverse("committees:name_deputy", args=[committee.slug, seat.pk])

    client.post(f"{url}?q=unique", {"person": wanted.pk, **day("from_on", BEGINNING)})
    deputy = Deputy.objects.get(person=wanted)
    end = reverse("committees:end_deputy", args=[committee.slug, deputy.pk])
    client.post(end, day("on", date(2016, 5, 31)))

    deputy.refresh_from_db()
    assert deputy.to_on == date(2016, 5, 31)


def test_form_group_needs_an_officer_of_each(client, officer, committee, havering):
    other = working_committee(organisation=havering, by=officer)
    client.force_login(officer)
    chair = seat_of(committee, "Lay chair")

    answer = client.post(
        reverse("committees:form_group"),
        {
            "name": "BHR in common",
            "committees": [committee.pk, other.pk],
            "convening_seat": chair.pk,
        },
    )

    group = GroupInCommon.objects.get()
    assert answer.url == reverse("committees:group", args=[group.slug])
    page = text(client.get(answer.url))
    assert str(holder_of(committee, "Lay chair")) in page


def test_group_page_is_hidden_from_an_outsider(
    client, officer, outsider, committee, havering
):
    group = formed_group(
        committee, working_committee(organisation=havering, by=officer), by=officer
    )
    client.force_login(outsider)

    url = reverse("committees:group", args=[group.slug])

    assert client.get(url).status_code == 404


def test_list_is_empty_for_somebody_without_a_committee(client, db):
    client.force_login(UserFactory())

    page = text(client.get(reverse("committees:committees")))

    assert "You sit on no committee" in page


def _count(client, url, django_assert_max_num_queries) -> int:
    with django_assert_max_num_queries(30) as captured:
        client.get(url)
    return len(captured)


def test_pages_take_as_many_queries_with_twice_the_rows(
    client, officer, havering, committee, django_assert_max_num_queries
):
    client.force_login(officer)
    group = formed_group(
        committee, working_committee(organisation=havering, by=officer), by=officer
    )
    urls = [
        reverse("committees:committees"),
        reverse("committees:committee", args=[committee.slug]),
        reverse("committees:group", args=[group.slug]),
        reverse(
            "committees:seat", args=[committee.slug, seat_of(committee, "Lay chair").pk]
        ),
    ]
    before = [_count(client, url, django_assert_max_num_queries) for url in urls]

    for _ in range(3):
        working_committee(organisation=havering, by=officer)
    for seat in committee.seats.all():
        Deputy.objects.create(seat=seat, person=PersonFactory(), from_on=BEGINNING)
    after = [_count(client, url, django_assert_max_num_queries) for url in urls]

    assert after == before


def test_officer_of_two_bodies_sees_both(client, havering):
    both = user_with_post(havering)
    redbridge = CcgFactory(name="NHS Redbridge CCG")
    user_with_post(redbridge)
    first = working_committee(organisation=havering, by=both)
    second = working_committee(organisation=redbridge)
    client.force_login(both)

    page = text(client.get(reverse("committees:committees")))

    assert first.name in page
    assert second.name not in page
