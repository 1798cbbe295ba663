"""What the people of the demonstration have declared, each on its own day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from conflicts.actions import interests
from conflicts.actions.declarations import Declaration
from conflicts.enums import Nature, SourceKind
from core import clock
from desk.demo.organisations import LANDLORD


if TYPE_CHECKING:
    from conflicts.models import Interest
    from desk.demo.cast import Cast
    from desk.demo.organisations import Directory
    from people.models import User


COMMITTEES_BEGIN = date(2015, 4, 1)


@dataclass(frozen=True, slots=True)
class Told:
    """One declaration: whose, on which day, by what way, and what it says.

    `at` is the name of an organisation of the demonstration, or else an unlisted one.
    """

    who: str
    on: date
    at: str
    nature: Nature
    words: str
    since: date | None = None
    source: SourceKind = SourceKind.SELF
    relationship: str = ""
    ended_on: date | None = None
    refusal: str = ""
    note: str = ""
    action: str = ""
    officer: str = "officer"


DECLARED = (
    Told(
        "gp",
        date(2015, 4, 20),
        "Larkspur Lane Surgery",
        Nature.FINANCIAL,
        "GP partner; the practice holds a general medical services contract.",
        since=date(2008, 10, 1),
        action="Leaves for items that concern the practice or its federation.",
    ),
    Told(
        "gp",
        date(2015, 4, 20),
        "Example Evening Doctors Ltd",
        Nature.FINANCIAL,
        "Paid sessions for the out-of-hours service, about two a month.",
        since=date(2012, 6, 1),
        ended_on=date(2015, 9, 30),
    ),
    Told(
        "gp",
        date(2016, 2, 3),
        "Harold Hill Invented Academy",
        Nature.PERSONAL,
        "School governor, unpaid.",
        since=date(2016, 1, 11),
    ),
    Told(
        "gp_barking",
        date(2015, 5, 12),
        "Thames Reach Practice",
        Nature.FINANCIAL,
        "Salaried GP, five sessions a week.",
        since=date(2013, 8, 5),
    ),
    Told(
        "gp_redbridge",
        date(2015, 6, 2),
        "Fairlop Waters Practice",
        Nature.FINANCIAL,
        "GP partner and owner of a third of the premises.",
        since=date(2004, 4, 1),
        source=SourceKind.EMAIL,
    ),
    Told(
        "gp_redbridge",
        date(2016, 1, 19),
        "Fairlop Hospice at Home (invented charity)",
        Nature.PROFESSIONAL,
        "Trustee, unpaid; the charity may bid for end of life services.",
        since=date(2014, 11, 1),
        source=SourceKind.PAPER,
    ),
    Told(
        "lay_ppi",
        date(2015, 10, 6),
        LANDLORD,
        Nature.FINANCIAL,
        "Director and shareholder of a company that lets premises to a practice.",
        since=date(2011, 3, 1),
        source=SourceKind.PAPER,
        relationship="spouse",
        action="Leaves for items on rents and premises of its tenants.",
    ),
    Told(
        "chair",
        date(2015, 4, 22),
        "Havering Carers Together (invented charity)",
        Nature.PROFESSIONAL,
        "Chair of trustees, unpaid; the charity holds a small grant of the council.",
        since=date(2013, 9, 1),
    ),
    Told(
        "chair",
        date(2016, 5, 4),
        "Romford Invented Almshouses",
        Nature.PERSONAL,
        "Trustee, unpaid.",
        since=date(2016, 4, 25),
    ),
    Told(
        "lay_redbridge",
        date(2015, 7, 14),
        "Loxford Green Surgery",
        Nature.PERSONAL,
        "Close relative registered with the practice and under regular care.",
        since=date(2012, 1, 1),
        relationship="close relative",
        refusal="It would let people recognise a patient.",
        note="Son, long-term condition; asked that the practice is not named in public.",
    ),
    Told(
        "lay_redbridge",
        date(2015, 7, 14),
        "Redbridge Invented Citizens Forum",
        Nature.PROFESSIONAL,
        "Member of the forum's executive, unpaid.",
        since=date(2010, 5, 1),
    ),
    Told(
        "lay_barking",
        date(2015, 5, 27),
        "Achebe Consulting Ltd (invented company)",
        Nature.FINANCIAL,
        "Owner; advises housing associations, no health clients.",
        since=date(2009, 2, 1),
    ),
    Told(
        "ncl_gp",
        date(2015, 9, 9),
        "Invented Hill Surgery, Camden",
        Nature.FINANCIAL,
        "GP partner.",
        since=date(2010, 4, 1),
        source=SourceKind.EMAIL,
        officer="ncl",
    ),
    Told(
        "banes_gp",
        date(2015, 9, 16),
        "Invented Combe Surgery, Bath",
        Nature.FINANCIAL,
        "GP partner.",
        since=date(2006, 4, 1),
        source=SourceKind.EMAIL,
        officer="banes",
    ),
)


def declare_interests(cast: Cast, found: Directory) -> None:
    """Declare everything on its day, and end what has ended."""
    for told in sorted(DECLARED, key=lambda one: one.on):
        with clock.standing_on(told.on):
            interest = _declare(told, cast, found)
        if told.ended_on is not None:
            with clock.standing_on(told.ended_on):
                interests.end(
                    interest=interest, on=told.ended_on, by=_teller(told, cast)
                )


def _declare(told: Told, cast: Cast, found: Directory) -> Interest:
    organisation = found.get(told.at)
    is_new = told.since is not None and told.since >= COMMITTEES_BEGIN
    declaration = Declaration(
        nature=told.nature,
        description=told.words,
        organisation=organisation,
        unlisted_name="" if organisation else told.at,
        is_indirect=bool(told.relationship),
        relationship=told.relationship,
        # Of what is older than the committees only the start is known.
        arose_on=told.since if is_new else None,
        became_aware_on=told.since if is_new else None,
        from_on=told.since,
        consents_to_publication=not told.refusal,
        refusal_reason=told.refusal,
        restricted_note=told.note,
        mitigation=told.action,
    )
    by = _teller(told, cast)
    if told.source == SourceKind.SELF:
        return interests.declare(declaration=declaration, by=by)
    return interests.record_for(
        person=cast.persons[told.who],
        declaration=declaration,
        source=told.source,
        source_on=told.on,
        by=by,
    )


def _teller(told: Told, cast: Cast) -> User:
    """Return who enters it: the person, or the officer on their word."""
    is_own = told.source == SourceKind.SELF
    return cast.users[told.who if is_own else told.officer]
