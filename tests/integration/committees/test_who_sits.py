"""Who sits against what is asked, and who would be enough: pages that keep nothing."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from commissioning.enums import PostRole
from commissioning.models import CommissioningLevel
from committees.actions import appointments
from committees.actions.drafts import SeatDraft
from committees.enums import CommitteeKind, SeatCategory
from committees.models import Appointment, Deputy
from tests.factories.committees import (
    BEGINNING,
    PostFactory,
    adopted,
    established,
    holder_of,
    seat_of,
    working_committee,
)
from tests.factories.people import PersonFactory, UserFactory


DAY = date(2016, 6, 1)
SEPTEMBER = date(2016, 9, 30)


@pytest.fixture(autouse=True)
def on_1_june_2016(settings):
    settings.QUORATE_TODAY = DAY


@pytest.fixture
def sits(committee):
    return reverse("committees:who_sits", args=[committee.slug])


@pytest.fixture
def trying(committee):
    return reverse("committees:try_quorum", args=[committee.slug, 1])


def text(response) -> str:
    return " ".join(response.content.decode().split())


def leave(committee, title, on, by):
    holding = seat_of(committee, title).appointments.get()
    appointments.end(appointment=holding, on=on, by=by)
    return holding.person


def test_who_sits_names_the_vacancy_its_rule_and_what_to_do(
    client, officer, committee, sits, havering
):
    CommissioningLevel.objects.create(ccg=havering, level=3, from_on=BEGINNING)
    leave(committee, "Lay chair", date(2016, 5, 31), officer)
    client.force_login(officer)

    page = text(client.get(sits))
    before = text(client.get(sits, {"on": "2016-01-01", "months": "1"}))

    assert "1 of 8 seats is vacant" in page
    assert "Lay chair is vacant: no lay member chairs." in page
    assert "Must be mended" in page
    assert "North Central London pack 2016" in page
    assert "Appoint a lay member to the chair." in page
    assert "Every seat is held" in before
    assert "Lay chair is vacant" not in before


def test_who_sits_foresees_what_fails_when_terms_end(client, officer, committee, sits):
    going = leave(committee, "GP member", SEPTEMBER, officer)
    leave(committee, "Lay vice chair", date(2016, 8, 31), officer)
    coming = PersonFactory()
    appointments.appoint(
        seat=seat_of(committee, "Lay vice chair"),
        person=coming,
        from_on=date(2016, 9, 1),
        by=officer,
    )
    client.force_login(officer)

    page = text(client.get(sits))
    sooner = text(client.get(sits, {"months": "2"}))

    assert f"{going} (GP member) has gone" in page
    assert "From 1 October 2016" in page
    assert "Even if everybody who is appointed came, there would be no quorum." in page
    assert str(coming) in page
    assert "Until 1 August 2016" in sooner
    assert "No term of office ends by then." in sooner


def test_who_sits_says_where_the_terms_explain_a_departure(client, officer, havering):
    committee = established(organisation=havering, by=officer)
    adopted(
        committee,
        by=officer,
        seats=(SeatDraft("Lay chair", SeatCategory.LAY),),
        departure_reason="It is being set up.",
    )
    client.force_login(officer)

    page = text(client.get(reverse("committees:who_sits", args=[committee.slug])))

    assert "Nothing: the terms say why." in page
    assert "It is being set up." in page


def test_who_sits_knows_who_is_not_lay_elsewhere(
    client, officer, committee, sits, havering
):
    chair = holder_of(committee, "Lay chair")
    board = established(
        organisation=havering, by=officer, kind=CommitteeKind.GOVERNING_BODY
    )
    adopted(board, by=officer, seats=(SeatDraft("GP of the board", SeatCategory.GP),))
    appointments.appoint(
        seat=seat_of(board, "GP of the board"),
        person=chair,
        from_on=BEGINNING,
        by=officer,
    )
    PostFactory(person=chair, organisation=havering, role=PostRole.GUARDIAN)
    client.force_login(officer)

    page = text(client.get(sits))

    assert f"{chair} is lay here (Lay chair), but elsewhere GP of the board of" in page
    assert "is also audit chair or conflicts of interest guardian" in page


def test_who_sits_names_lay_members_of_the_governing_body_who_have_no_seat(
    client, officer, committee, sits, havering
):
    """docs/field.md 3.2, C7: at least three, all of them encouraged to attend."""
    board = established(
        organisation=havering, by=officer, kind=CommitteeKind.GOVERNING_BODY
    )
    adopted(
        board,
        by=officer,
        seats=[SeatDraft(f"Lay {one}", SeatCategory.LAY) for one in range(3)],
    )
    absent = PersonFactory()
    people = [holder_of(committee, "Lay chair"), absent]
    for place, person in enumerate(people):
        appointments.appoint(
            seat=seat_of(board, f"Lay {place}"),
            person=person,
            from_on=BEGINNING,
            by=officer,
        )
    client.force_login(officer)

    page = text(client.get(sits))

    assert "The governing body has 2 lay members; three are recommended." in page
    assert f"{absent}, lay member of the governing body, has no seat here" in page


def test_who_sits_before_any_terms_and_with_a_wrong_question(
    client, officer, committee, sits
):
    client.force_login(officer)

    early = text(client.get(sits, {"on": "2014-01-01"}))
    wrong = text(client.get(sits, {"months": "99"}))

    assert "No terms of reference on this day" in early
    assert "Look at most 36 months ahead" in wrong
    assert 'value="99"' in wrong


def test_who_sits_is_read_by_insiders_only(client, committee, outsider, sits, trying):
    member_user = UserFactory(person=holder_of(committee, "GP member"))
    for user, status in ((member_user, 200), (outsider, 404)):
        client.force_login(user)
        for url in (sits, trying):
            assert client.get(url).status_code == status, url
    assert "an appointment can begin" not in text(client.get(sits))


def _count(client, url, django_assert_max_num_queries) -> int:
    with django_assert_max_num_queries(40) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_pages_take_as_many_queries_with_twice_the_rows(
    client, officer, committee, sits, trying, havering, django_assert_max_num_queries
):
    client.force_login(officer)
    urls = [sits, trying, reverse("committees:committee", args=[committee.slug])]
    leave(committee, "Lay chair", SEPTEMBER, officer)
    client.get(sits)
    before = [_count(client, url, django_assert_max_num_queries) for url in urls]

    for holding in Appointment.objects.filter(seat__committee=committee, to_on=None):
        appointments.end(appointment=holding, on=SEPTEMBER, by=officer)
        Deputy.objects.create(
            seat=holding.seat, person=PersonFactory(), from_on=BEGINNING
        )
    after = [_count(client, url, django_assert_max_num_queries) for url in urls]

    assert after == before


def asked(committee, **who) -> dict[str, object]:
    """Return what the page sends: a word for each seat title, its spaces left out."""
    sent = {}
    for seat in committee.seats.all():
        words = who.get(seat.title.replace(" ", "_"), [""])
        sent[f"who_{seat.pk}"] = words[0]
        sent[f"how_{seat.pk}"] = words[1:]
    return sent


HERE = ["holder"]


def test_try_counts_a_room_and_says_whose_leaving_loses_it(
    client, officer, committee, trying
):
    client.force_login(officer)
    room = asked(committee, Lay_chair=HERE, Accountable_officer=HERE, GP_member=HERE)

    page = client.get(trying, room)

    result = page.context["result"]
    assert result.is_quorate
    assert len(result.fragile) == 3
    assert str(holder_of(committee, "GP member")) in text(page)
    assert "Quorate, nobody to spare" in text(page)
    assert f"The chair presides. That is {holder_of(committee, 'Lay chair')}." in text(
        page
    )


def test_try_says_what_is_missing_and_who_is_not_counted_and_why(
    client, officer, committee, trying
):
    client.force_login(officer)
    room = asked(
        committee,
        Lay_chair=["holder", "conflict"],
        Lay_vice_chair=["deputy"],
        GP_member=["holder", "conflict"],
        Registered_nurse=["holder", "remote"],
    )

    page = client.get(trying, room)

    result = page.context["result"]
    assert not result.is_quorate
    assert [seat.title for seat in result.counted] == [
        "Lay vice chair",
        "Registered nurse",
    ]
    assert "kept out by a conflict of interest" in text(page)
    assert "Needed: a GP; none is counted." in text(page)
    assert "Nobody presides" in text(page)


def test_try_one_deputy_in_two_seats_counts_once(client, officer, committee, trying):
    stand_in = PersonFactory()
    for title in ("Accountable officer", "Chief finance officer"):
        seat = seat_of(committee, title)
        Deputy.objects.create(seat=seat, person=stand_in, from_on=BEGINNING)
    client.force_login(officer)
    deputy = [f"deputy{stand_in.pk}"]
    room = asked(
        committee,
        Accountable_officer=deputy,
        Chief_finance_officer=deputy,
        GP_member=HERE,
    )

    page = client.get(trying, room)

    assert page.context["result"].counted_votes == 2
    assert "already counted as Accountable officer" in text(page)


def test_try_fills_a_vacant_seat_and_offers_the_smallest_rooms(
    client, officer, committee, trying
):
    leave(committee, "GP member", date(2016, 5, 31), officer)
    client.force_login(officer)
    room = asked(
        committee, Lay_chair=["", "conflict"], GP_member=["holder", "conflict"]
    )

    empty = client.get(trying)
    page = client.get(trying, room)
    wrong = client.get(trying, {f"who_{seat_of(committee, 'GP member').pk}": "ghost"})

    assert empty.context.get("result") is None
    assert "Some of the smallest rooms that are enough" in text(empty)
    assert "Somebody appointed to it (vacant now)" in text(empty)
    assert "the chair has a conflict" in text(page)
    assert "ghost is not one of the available choices" in text(wrong)
    assert wrong.context.get("result") is None


def test_try_of_a_version_without_seats_says_so(client, officer, havering):
    bare = working_committee(organisation=havering, by=officer)
    bare.terms.get().seat_terms.all().delete()
    client.force_login(officer)

    page = text(client.get(reverse("committees:try_quorum", args=[bare.slug, 1])))

    assert "This version has no seats" in page
