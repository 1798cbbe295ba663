"""Predicates C1 to C10 as the page of the terms meets them (docs/field.md 3.2)."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from commissioning.actions import delegation
from commissioning.enums import PostRole
from commissioning.models import CommissioningLevel
from commissioning.values import Function, Power
from committees.actions import appointments
from committees.actions.drafts import SeatDraft
from committees.enums import CommitteeKind, SeatCategory
from committees.models import TermsOfReference
from tests.factories.committees import (
    BEGINNING,
    PostFactory,
    adopted,
    established,
    seat_of,
)
from tests.factories.people import PersonFactory
from tests.integration.committees.test_variants import typed
from tests.integration.committees.variants import DUDLEY, SEATS, Variant


SEED = {
    "Chair": SEATS["Chair"],
    "Vice": SEATS["Vice"],
    "CFO": SEATS["CFO"],
    "Director": SEATS["Director"],
    "GP": SEATS["GP"],
    "NHSE": ("nhs_england", ["nhs_england"], False, ""),
    "Healthwatch": SEATS["Healthwatch"],
    "Board": ("partner", ["wellbeing_board"], False, ""),
}
VOTING_NHSE = {"NHSE": ("nhs_england", ["nhs_england"], True, "")}
HARD = [
    pytest.param(3, {"Chair": ("gp", ["chair"], True, "")}, {}, "not a lay", id="C1"),
    pytest.param(
        3,
        {"Second GP": ("gp", [], True, ""), "Third GP": ("gp", [], True, "")}
        | {"Nurse": SEATS["Nurse"]},
        {},
        "Lay and executive members have 4 of 8 votes",
        id="C3",
    ),
    pytest.param(2, {}, {}, "At level 2 NHS England holds a seat with a vote", id="C8"),
    pytest.param(
        3, {}, {"casting_vote": "nhs_england"}, "no casting vote and no veto", id="C9"
    ),
]
SOFT = [
    pytest.param(
        2,
        {**VOTING_NHSE, "Chair": ("gp", ["chair"], True, "")},
        {},
        "The chair (Chair) is not a lay member.",
        id="C1 below level 3",
    ),
    pytest.param(
        3,
        {"Vice": ("executive", ["vice_chair"], True, "")},
        {},
        "The vice chair (Vice) is not a lay member.",
        id="C2",
    ),
    pytest.param(
        1,
        {name: ("gp", [], True, "") for name in ("GP 2", "GP 3", "GP 4")},
        {},
        "GPs have 4 of 8 votes",
        id="C4",
    ),
    pytest.param(
        3,
        {"Healthwatch": ("partner", [], False, "")},
        {},
        "The Healthwatch representative has no seat, with or without a vote.",
        id="C5",
    ),
    pytest.param(
        3,
        {"Chair": ("lay", ["chair", "audit_chair"], True, "")},
        {},
        "is also audit chair or conflicts of interest guardian",
        id="C6 by office",
    ),
    pytest.param(
        3,
        {"NHSE": ("partner", [], False, "")},
        {},
        "At level 3 NHS England attends; it has no seat, with or without a vote.",
        id="C9 attends",
    ),
    pytest.param(
        3,
        {"Nurse": ("lay", ["registered_nurse"], True, "")},
        {},
        "Nurse is an independent clinician, not lay",
        id="C10",
    ),
]


@pytest.fixture
def bare(officer, havering):
    return established(organisation=havering, by=officer)


@pytest.fixture
def send(client, officer, bare):
    """Post the form with these seats changed, and return the page."""
    client.force_login(officer)
    url = reverse("committees:adopt_terms", args=[bare.slug])

    def post(changed=None, **more):
        variant = Variant(DUDLEY.clauses, says=[], enough=[], seats={})
        sent = typed(variant, {**SEED, **(changed or {})})
        return client.post(url, {**sent, "departure_reason": "", **more})

    return post


def at(havering, level):
    CommissioningLevel.objects.create(ccg=havering, level=level, from_on=BEGINNING)


def text(page) -> str:
    return " ".join(page.content.decode().split())


def test_a_committee_as_asked_is_adopted_without_a_word(send, havering):
    at(havering, 3)

    checked = send(check="quorum")
    page = send()

    assert "Who sits is as the guidance asks." in text(checked)
    assert page.status_code == 302
    assert TermsOfReference.objects.get().departure_reason == ""


@pytest.mark.parametrize(("level", "seats", "more", "sentence"), HARD)
def test_what_breaks_a_rule_is_refused_whatever_the_reason(
    send, havering, level, seats, more, sentence
):
    at(havering, level)

    checked = send(seats, check="quorum", **more)
    page = send(seats, **more, departure_reason="We would rather.")

    assert sentence in text(checked)
    assert "Must be mended" in text(checked)
    assert page.status_code == 200
    assert sentence in text(page)
    assert not TermsOfReference.objects.exists()


@pytest.mark.parametrize(("level", "seats", "more", "sentence"), SOFT)
def test_what_sets_a_recommendation_aside_needs_a_reason_that_is_kept(
    send, havering, level, seats, more, sentence
):
    at(havering, level)

    asked = send(seats, **more)
    kept = send(seats, **more, departure_reason="The governing body agreed in May.")

    assert asked.status_code == 200
    assert "Say why a recommendation on who sits is not followed." in text(asked)
    assert sentence in text(asked)
    assert kept.status_code == 302
    assert TermsOfReference.objects.get().departure_reason == (
        "The governing body agreed in May."
    )


def test_guardian_elsewhere_who_holds_the_chair_needs_a_reason(
    send, havering, bare, officer, client
):
    """C6 by the person: known as soon as the seat has a holder."""
    send(departure_reason="At first.")
    chair = PersonFactory()
    appointments.appoint(
        seat=seat_of(bare, "Chair"), person=chair, from_on=BEGINNING, by=officer
    )
    PostFactory(person=chair, organisation=havering, role=PostRole.GUARDIAN)

    page = send(effective_from_2="2016", seen_version="1")

    assert "who attests to NHS England every year" in text(page)
    assert TermsOfReference.objects.count() == 1


def test_gp_with_a_vote_where_the_scheme_gives_procurement_needs_a_reason(
    send, havering, officer
):
    """C4, second half: it is recommended that GPs have no vote on procurement."""
    at(havering, 3)
    delegation.record(
        ccg=havering,
        function=Function.PROCUREMENT,
        committee_kind=CommitteeKind.PCCC,
        power=Power.DECIDE,
        from_on=BEGINNING,
        source="Scheme of delegation",
        by=officer,
    )

    page = send()

    assert "it is recommended that GPs have no vote on it" in text(page)
    assert not TermsOfReference.objects.exists()


def test_governing_body_with_two_lay_members_needs_a_reason(send, havering, officer):
    """C7: three lay members are recommended; two sit."""
    board = established(
        organisation=havering, by=officer, kind=CommitteeKind.GOVERNING_BODY
    )
    lay = tuple(SeatDraft(f"Lay {n}", SeatCategory.LAY) for n in (1, 2))
    adopted(board, by=officer, seats=lay)
    for seat in board.seats.all():
        appointments.appoint(
            seat=seat, person=PersonFactory(), from_on=BEGINNING, by=officer
        )

    page = send()

    assert "The governing body has 2 lay members; three are recommended." in text(page)


def test_a_check_needs_no_day_yet_and_a_wrong_remedy_is_said(send, settings, bare):
    settings.QUORATE_TODAY = date(2016, 6, 1)
    no_day = {f"effective_from_{part}": "" for part in range(3)}

    checked = send(check="quorum", **no_day)
    twice = send(remedy_1="defer", remedy_2="refer", remedy_3="defer")
    kept = send(remedy_1="defer", remedy_3="refer")

    assert "What the quorum says" in text(checked)
    assert "Enter in force from" not in text(checked)
    assert "once, where it comes first" in text(twice)
    assert kept.status_code == 302
    terms = bare.terms.get()
    assert terms.remedy_order == ["defer", "refer"]
    assert terms.who_rules == "presiding"


def test_terms_page_says_who_rules_and_what_is_tried_first(client, send, bare):
    send(who_rules="convening", remedy_1="split")

    page = text(client.get(reverse("committees:terms", args=[bare.slug, 1])))

    assert "Who convenes the meeting in common alone" in page
    assert "Whoever presides for the item" in page
    assert "1. Split the item" in page
    assert "2." not in page.split("1. Split the item")[1][:5]
