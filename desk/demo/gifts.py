"""What the people of the demonstration were offered, and one breach that was published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from conflicts.actions import breach_cases, breaches, gift_questions, gifts
from conflicts.actions.breach_cases import Investigation
from conflicts.actions.gifts import Offer
from conflicts.enums import GiverKind, OfferKind, Outcome, SourceKind
from conflicts.facts.breaches import seal_of
from conflicts.models import GiftOffer
from core import clock


if TYPE_CHECKING:
    from conflicts.models import Breach
    from desk.demo.cast import Cast
    from desk.demo.organisations import Directory


@dataclass(frozen=True, slots=True)
class Told:
    """One offer: to whom, in whose register, told when and by what way."""

    who: str
    ccg: str
    on: date
    offer: Offer
    source: SourceKind = SourceKind.SELF


OFFERED = (
    Told(
        "gp",
        "08F",
        date(2016, 2, 15),
        Offer(
            kind=OfferKind.GIFT,
            giver_kind=GiverKind.PATIENT,
            giver_name="Patient, family K",
            description="A hamper for the team",
            value_pence=1500,
            offered_on=date(2016, 2, 12),
            outcome=Outcome.FOR_ORGANISATION,
            received_on=date(2016, 2, 12),
            reason="Shared out among the staff of the surgery.",
        ),
    ),
    Told(
        "chair",
        "08F",
        date(2016, 4, 18),
        Offer(
            kind=OfferKind.HOSPITALITY,
            giver_kind=GiverKind.SUPPLIER,
            giver_name="Example Evening Doctors Ltd",
            giver_business="out-of-hours care",
            description="A place at the table of an awards dinner",
            value_pence=9500,
            offered_on=date(2016, 4, 14),
            outcome=Outcome.DECLINED,
            reason="The company may bid for services.",
        ),
    ),
    Told(
        "cfo",
        "08F",
        date(2016, 3, 9),
        Offer(
            kind=OfferKind.GIFT,
            giver_kind=GiverKind.SUPPLIER,
            giver_name="Invented Ledger Systems Ltd",
            giver_business="accounting software",
            description="A case of wine",
            value_pence=7200,
            offered_on=date(2016, 3, 7),
            outcome=Outcome.DECLINED,
            reason="Gifts of suppliers are declined.",
        ),
        SourceKind.EMAIL,
    ),
    Told(
        "gp_redbridge",
        "08N",
        date(2016, 4, 4),
        Offer(
            kind=OfferKind.HOSPITALITY,
            giver_kind=GiverKind.SUPPLIER,
            giver_name="Invented Inhalers plc",
            giver_business="medicines",
            description="A lunch at an evening of training",
            value_pence=3200,
            offered_on=date(2016, 2, 18),
            outcome=Outcome.ACCEPTED,
            received_on=date(2016, 2, 18),
            reason="The training was over the meal; he did not know what it had cost.",
        ),
        SourceKind.PAPER,
    ),
)


def enter_gifts(cast: Cast, found: Directory) -> None:
    """Enter every offer on its day, then the breach and the quarter without one."""
    for told in sorted(OFFERED, key=lambda one: one.on):
        with clock.standing_on(told.on):
            _enter(told, cast, found)
    with clock.standing_on(date(2016, 5, 24)):
        gift_questions.ask(
            entry=GiftOffer.objects.get(giver_name="Invented Inhalers plc"),
            words="Who paid for the room, and did the company speak?",
            by=cast.users["officer"],
        )
    breach = _report(cast, found)
    with clock.standing_on(date(2016, 4, 8)):
        breach_cases.state_none(
            organisation=breach.organisation,
            first_day=date(2016, 1, 1),
            last_day=date(2016, 3, 31),
            by=cast.users["guardian"],
        )


def _enter(told: Told, cast: Cast, found: Directory) -> None:
    if told.source == SourceKind.SELF:
        gifts.declare(
            offer=told.offer, organisation=found[told.ccg], by=cast.users[told.who]
        )
        return
    gifts.record_for(
        person=cast.persons[told.who],
        offer=told.offer,
        organisation=found[told.ccg],
        source=told.source,
        source_on=told.on,
        by=cast.users["officer"],
    )


def _report(cast: Cast, found: Directory) -> Breach:
    """Draft, look into, close and publish one breach of 2015."""
    guardian = cast.users["guardian"]
    with clock.standing_on(date(2015, 10, 20)):
        breach = breaches.draft(
            about="minutes:2015-10-14",
            organisation=found["08F"],
            happened_on=date(2015, 10, 14),
            nature="An interest on the register was not declared at the item.",
            by=cast.users["officer"].label,
        )
    with clock.standing_on(date(2015, 11, 3)):
        breach = breach_cases.investigate(
            breach=breach,
            found=Investigation(
                investigated_on=date(2015, 11, 3),
                findings="Asked the person and the chair. It was an oversight.",
                control_process="Declarations at the start of the meeting",
                public_words="A member did not declare at an item an interest that "
                "stood in the register. The item was for noting; nothing was decided.",
                learning="Being on the register is not enough: an interest is also "
                "declared at the item that it touches.",
                actions_taken="The chair now asks at each item. The outcome was not "
                "affected.",
                nhs_england_told_on=date(2015, 11, 3),
            ),
            seen=seal_of(breach),
            by=guardian,
        )
        breach = breach_cases.close(breach=breach, is_breach=True, by=guardian)
        return breach_cases.publish(breach=breach, by=guardian)
