"""What each action on committees refuses, and what it leaves behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from commissioning.enums import PostRole
from commissioning.models import CommissioningLevel
from committees.actions import (
    appointments,
    committees,
    deputies,
    groups,
    seats,
    terms,
)
from committees.actions.drafts import SeatDraft, copied_from
from committees.enums import CommitteeKind, SeatCategory, SeatRole
from committees.facts.committees import seat_facts
from committees.models import Appointment, GroupInCommon, Seat
from committees.rules.quorum import assess_quorum
from core.errors import RuleBroken
from core.models import AuditEvent, Change
from people import door
from people.actors import PUBLIC, Task
from tests.factories.committees import (
    BEGINNING,
    SEATS,
    CcgFactory,
    adopted,
    established,
    formed_group,
    holder_of,
    seat_of,
    user_with_post,
    working_committee,
)
from tests.factories.people import PersonFactory, UserFactory


def refusal(act, **given) -> str:
    with pytest.raises(RuleBroken) as refused:
        act(**given)
    return refused.value.verdict.code


def draft_after(committee, **changed):
    last = committee.terms.order_by("-version").first()
    return replace(copied_from(last, effective_from=date(2016, 7, 1)), **changed)


# Committees


def test_establish_is_for_officers_of_every_organisation(officer, havering):
    camden = CcgFactory()
    draft = committees.CommitteeDraft(
        name="Joint",
        short_name="Joint",
        slug="joint",
        kind=CommitteeKind.JOINT,
        reference_pattern="J{n}",
        established_on=BEGINNING,
    )
    given = {"draft": draft, "by": officer}

    both = refusal(committees.establish, **given, organisations=[havering, camden])
    nobody = refusal(committees.establish, **given, organisations=[])
    unsigned = refusal(
        committees.establish,
        draft=draft,
        by=UserFactory(is_active=False),
        organisations=[havering],
    )

    assert (both, nobody, unsigned) == (
        "not_officer_there",
        "no_organisation",
        "not_officer_there",
    )


def test_establish_refuses_an_address_that_is_taken(officer, havering):
    established(organisation=havering, by=officer, slug="pccc")

    with pytest.raises(RuleBroken) as refused:
        established(organisation=havering, by=officer, slug="pccc")

    assert refused.value.verdict.code == "address_taken"


@pytest.mark.parametrize("pattern", ["PCC", "PCC{x}", "PCC{", "{n.real.x}"])
def test_check_reference_pattern_refuses(pattern):
    assert refusal(committees.check_reference_pattern, pattern=pattern) == (
        "reference_pattern"
    )


def test_disestablish_waits_until_nobody_is_seated(officer, committee):
    on = date(2016, 6, 30)

    held = refusal(committees.disestablish, committee=committee, on=on, by=officer)
    for holding in Appointment.objects.filter(seat__committee=committee):
        appointments.end(appointment=holding, on=on, by=officer)
    early = refusal(
        committees.disestablish, committee=committee, on=date(2014, 1, 1), by=officer
    )
    committees.disestablish(committee=committee, on=on, by=officer)
    again = refusal(committees.disestablish, committee=committee, on=on, by=officer)

    assert (held, early, again) == ("seat_held", "before_established", "disestablished")


# Seats and holders


def test_add_seat_refuses_a_title_twice_and_none(officer, committee):
    given = {"committee": committee, "by": officer}

    assert refusal(seats.add, **given, title="gp  MEMBER") == "seat_titled_so"
    assert refusal(seats.add, **given, title=" ") == "untitled_seat"
    assert seats.add(**given, title="Second GP").title == "Second GP"


@pytest.mark.parametrize(
    ("days", "code"),
    [
        (
            {"from_on": date(2016, 7, 1), "to_on": date(2016, 6, 30)},
            "days_out_of_order",
        ),
        ({"from_on": date(2014, 1, 1)}, "before_established"),
        ({"from_on": date(2016, 7, 1)}, "seat_held"),
        ({"from_on": date(2015, 5, 1), "to_on": date(2015, 5, 2)}, "seat_held"),
    ],
)
def test_appoint_refuses_impossible_days(days, code, officer, committee):
    seat = seat_of(committee, "GP member")

    assert (
        refusal(
            appointments.appoint, seat=seat, person=PersonFactory(), by=officer, **days
        )
        == code
    )


def test_appoint_refuses_days_after_the_committee(officer, havering):
    gone = established(organisation=havering, by=officer)
    adopted(gone, by=officer)
    committees.disestablish(committee=gone, on=date(2016, 3, 31), by=officer)

    code = refusal(
        appointments.appoint,
        seat=seat_of(gone, "GP member"),
        person=PersonFactory(),
        from_on=date(2016, 1, 1),
        by=officer,
    )

    assert code == "disestablished"


def test_two_holders_of_one_seat_on_one_day_are_refused_by_the_database(committee):
    holding = seat_of(committee, "GP member").appointments.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(
            seat=holding.seat, person=PersonFactory(), from_on=date(2016, 7, 1)
        )


def test_end_appointment_refuses_days_outside(officer, committee):
    holding = seat_of(committee, "GP member").appointments.get()
    given = {"appointment": holding, "by": officer}

    early = refusal(appointments.end, **given, on=date(2015, 3, 31))
    appointments.end(**given, on=date(2016, 5, 31))
    late = refusal(appointments.end, **given, on=date(2016, 6, 1))

    assert (early, late) == ("ends_before_it_began", "ended")


def test_each_appointment_and_deputy_leaves_a_change(officer, committee):
    seat = seat_of(committee, "GP member")
    Change.objects.all().delete()

    appointments.end(
        appointment=seat.appointments.get(), on=date(2016, 5, 31), by=officer
    )
    appointments.appoint(
        seat=seat, person=PersonFactory(), from_on=date(2016, 6, 1), by=officer
    )
    named = deputies.name(
        seat=seat, person=PersonFactory(), from_on=BEGINNING, by=officer
    )
    deputies.end(deputy=named, on=date(2016, 5, 31), by=officer)

    left = list(Change.objects.values_list("topic", "key"))
    assert left == [("appointment", str(seat.pk))] * 4


def test_name_deputy_refuses_the_holder_twice_and_disorder(officer, committee):
    seat = seat_of(committee, "GP member")
    stand_in = PersonFactory()
    given = {"seat": seat, "by": officer, "from_on": BEGINNING}
    deputies.name(**given, person=stand_in)

    holder = refusal(deputies.name, **given, person=holder_of(committee, "GP member"))
    twice = refusal(deputies.name, **given, person=stand_in, to_on=date(2016, 1, 1))
    disorder = refusal(
        deputies.name, **given, person=PersonFactory(), to_on=date(2015, 1, 1)
    )

    assert (holder, twice, disorder) == (
        "holds_the_seat",
        "named_already",
        "days_out_of_order",
    )


def test_end_deputy_refuses_days_outside(officer, committee):
    named = deputies.name(
        seat=seat_of(committee, "GP member"),
        person=PersonFactory(),
        from_on=BEGINNING,
        by=officer,
    )

    assert (
        refusal(deputies.end, deputy=named, on=date(2015, 3, 31), by=officer)
        == "outside_its_days"
    )


# Terms


def test_adopt_refuses_a_day_that_does_not_follow(officer, committee, havering):
    same = refusal(
        terms.adopt,
        committee=committee,
        draft=draft_after(committee, effective_from=BEGINNING),
        by=officer,
    )
    review = refusal(
        terms.adopt,
        committee=committee,
        draft=draft_after(committee, review_due_on=date(2016, 7, 1)),
        by=officer,
    )
    with pytest.raises(RuleBroken) as before:
        adopted(
            established(organisation=havering, by=officer),
            by=officer,
            effective_from=date(2014, 1, 1),
        )

    assert (same, review, before.value.verdict.code) == (
        "not_after_last_version",
        "review_before_start",
        "before_established",
    )


def test_adopt_refuses_no_seats_a_title_twice_and_a_strange_seat(
    officer, committee, havering
):
    elsewhere = seat_of(
        working_committee(organisation=havering, by=officer), "GP member"
    )
    kept = draft_after(committee).seats
    stranger = SeatDraft("Stranger", SeatCategory.GP, seat_id=elsewhere.pk)

    codes = [
        refusal(
            terms.adopt,
            committee=committee,
            draft=draft_after(committee, seats=changed),
            by=officer,
        )
        for changed in ((), (*kept, kept[0]), (*kept, stranger))
    ]

    assert codes == ["no_seats", "seat_twice", "seat_of_another"]


def test_adopt_refuses_to_drop_a_seat_that_is_held_or_deputised(officer, committee):
    seat = seat_of(committee, "Healthwatch")
    without = tuple(s for s in draft_after(committee).seats if s.title != seat.title)
    draft = draft_after(committee, seats=without, departure_reason="They asked.")
    given = {"committee": committee, "draft": draft, "by": officer}
    named = deputies.name(
        seat=seat, person=PersonFactory(), from_on=BEGINNING, by=officer
    )

    held = refusal(terms.adopt, **given)
    appointments.end(
        appointment=seat.appointments.get(), on=date(2016, 6, 30), by=officer
    )
    deputised = refusal(terms.adopt, **given)
    deputies.end(deputy=named, on=date(2016, 6, 30), by=officer)
    version = terms.adopt(**given)

    assert (held, deputised) == ("dropped_seat_held", "dropped_seat_held")
    assert version.seat_terms.count() == len(SEATS) - 1
    assert Seat.objects.filter(pk=seat.pk).exists()


def test_adopt_refuses_a_gp_chair_at_level_3_and_explains_one_at_level_2(
    officer, committee, havering
):
    chair, *others = draft_after(committee).seats
    gp_chair = replace(chair, category=SeatCategory.GP)
    draft = draft_after(
        committee, seats=(gp_chair, *others), departure_reason="Nobody lay would."
    )
    given = {"committee": committee, "by": officer}
    unexplained = refusal(
        terms.adopt, **given, draft=replace(draft, departure_reason=" ")
    )
    CommissioningLevel.objects.create(ccg=havering, level=3, from_on=BEGINNING)
    hard = refusal(terms.adopt, **given, draft=draft)
    CommissioningLevel.objects.all().delete()

    version = terms.adopt(**given, draft=draft)

    assert (unexplained, hard) == ("departure_unexplained", "composition")
    assert version.departure_reason == "Nobody lay would."
    assert AuditEvent.objects.about(version).get().details["departure_reason"]


def test_adopt_failing_leaves_nothing(officer, committee):
    seats_before = Seat.objects.count()
    new = SeatDraft("Brand new", SeatCategory.GP, roles=frozenset({SeatRole.CHAIR}))

    refusal(
        terms.adopt,
        committee=committee,
        draft=draft_after(committee, seats=(*draft_after(committee).seats, new)),
        by=officer,
    )

    assert committee.terms.count() == 1
    assert Seat.objects.count() == seats_before


def test_adopted_terms_make_a_quorum(committee):
    facts = seat_facts(committee, date(2016, 6, 1))
    everybody = [replace(seat, present=seat.holder) for seat in facts.seats]

    assert assess_quorum(facts.quorum, everybody, excluded={}).is_quorate
    assert not assess_quorum(facts.quorum, facts.seats, excluded={}).is_quorate


# Groups


def test_form_group_refuses(officer, outsider, committee, havering):
    other = working_committee(organisation=havering, by=officer)
    third = working_committee(organisation=havering, by=officer)
    bare = established(organisation=havering, by=officer)
    chair = seat_of(committee, "Lay chair")
    given = {"name": "In common", "slug": "in-common", "on": date(2016, 6, 1)}
    both = {"committees": [committee, other]}

    def refused(**changed) -> str:
        wanted = {**given, **both, "convening_seat": chair, "by": officer, **changed}
        return refusal(groups.form, **wanted)

    assert refused(by=outsider) == "not_its_officer"
    assert refused(committees=[committee]) == "not_in_common"
    assert refused(committees=[committee, committee]) == "not_in_common"
    assert refused(convening_seat=seat_of(third, "Lay chair")) == (
        "convener_from_outside"
    )
    assert refused(convening_seat=seat_of(committee, "GP member")) == (
        "convener_no_chair"
    )
    bare_seat = seats.add(committee=bare, title="Chair", by=officer)
    assert refused(committees=[committee, bare], convening_seat=bare_seat) == (
        "convener_no_chair"
    )
    appointments.end(
        appointment=chair.appointments.get(), on=date(2016, 5, 31), by=officer
    )
    assert refused() == "convener_vacant"
    assert not GroupInCommon.objects.exists()


def test_form_group_keeps_the_order_and_its_address(officer, committee, havering):
    other = working_committee(organisation=havering, by=officer)

    group = formed_group(committee, other, by=officer)

    assert [place.committee for place in group.places.all()] == [committee, other]
    with pytest.raises(RuleBroken) as refused:
        formed_group(committee, other, by=officer)
    assert refused.value.verdict.code == "address_taken"


# The door


def test_door_of_a_committee_by_role(officer, outsider, committee, havering):
    holder = UserFactory(person=holder_of(committee, "GP member"))
    guardian = user_with_post(havering, PostRole.GUARDIAN)
    past = user_with_post(havering, to_on=date(2015, 5, 1))
    administrator = UserFactory(administrator=True)
    may = {
        actor: (
            bool(door.may(actor, "read", committee)),
            bool(door.may(actor, "administer", committee)),
        )
        for actor in (officer, guardian, holder, administrator, past, outsider)
    }

    assert may == {
        officer: (True, True),
        guardian: (True, False),
        holder: (True, False),
        administrator: (True, True),
        past: (False, False),
        outsider: (False, False),
    }
    for actor in (PUBLIC, Task("letters")):
        assert not door.may(actor, "read", committee)
        assert not door.may(actor, "administer", committee)
