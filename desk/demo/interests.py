"""What the people of the demonstration have declared, each on its own day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from conflicts.actions import attestations, interests, reviews
from conflicts.actions.attestations import Said, Source
from conflicts.actions.declarations import Declaration
from conflicts.enums import Answer, Nature, SourceKind, Tie
from conflicts.facts.declaring import limits_of
from conflicts.models import Interest
from conflicts.rules.statements import statement_of
from core import clock
from desk.demo.organisations import LANDLORD


if TYPE_CHECKING:
    from desk.demo.cast import Cast
    from desk.demo.organisations import Directory
    from people.models import User


COMMITTEES_BEGIN = date(2015, 4, 1)
CONFIRMED = date(2016, 5, 9)
ASKED = date(2016, 5, 24)


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
    tie: Tie = Tie.OTHER
    touches: str = ""


DECLARED = (
    Told(
        "gp",
        date(2015, 4, 20),
        "Larkspur Lane Surgery",
        Nature.FINANCIAL,
        "GP partner; the practice holds a general medical services contract.",
        since=date(2008, 10, 1),
        action="Leaves for items that concern the practice or its federation.",
        tie=Tie.PARTNER,
        touches="Contracts, local schemes and premises of the practice.",
    ),
    Told(
        "gp",
        date(2015, 4, 20),
        "Example Evening Doctors Ltd",
        Nature.FINANCIAL,
        "Paid sessions for the out-of-hours service, about two a month.",
        since=date(2012, 6, 1),
        ended_on=date(2015, 9, 30),
        tie=Tie.EMPLOYEE,
        touches="Out-of-hours services.",
    ),
    Told(
        "gp",
        date(2016, 2, 3),
        "Harold Hill Invented Academy",
        Nature.PERSONAL,
        "School governor, unpaid.",
        since=date(2016, 1, 11),
        tie=Tie.OFFICE,
    ),
    Told(
        "gp_barking",
        date(2015, 5, 12),
        "Thames Reach Practice",
        Nature.FINANCIAL,
        "Salaried GP, five sessions a week.",
        since=date(2013, 8, 5),
        tie=Tie.EMPLOYEE,
        touches="Contracts and local schemes of the practice.",
    ),
    Told(
        "gp_redbridge",
        date(2015, 6, 2),
        "Fairlop Waters Practice",
        Nature.FINANCIAL,
        "GP partner and owner of a third of the premises.",
        since=date(2004, 4, 1),
        source=SourceKind.EMAIL,
        tie=Tie.PARTNER,
        touches="Contracts and premises of the practice.",
    ),
    Told(
        "gp_redbridge",
        date(2016, 1, 19),
        "Fairlop Hospice at Home (invented charity)",
        Nature.PROFESSIONAL,
        "Trustee, unpaid; the charity may bid for end of life services.",
        since=date(2014, 11, 1),
        source=SourceKind.PAPER,
        tie=Tie.TRUSTEE,
        touches="End of life services.",
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
        tie=Tie.DIRECTOR,
        touches="Rents and premises.",
    ),
    Told(
        "chair",
        date(2015, 4, 22),
        "Havering Carers Together (invented charity)",
        Nature.PROFESSIONAL,
        "Chair of trustees, unpaid; the charity holds a small grant of the council.",
        since=date(2013, 9, 1),
        tie=Tie.TRUSTEE,
    ),
    Told(
        "chair",
        date(2016, 5, 4),
        "Romford Invented Almshouses",
        Nature.PERSONAL,
        "Trustee, unpaid.",
        since=date(2016, 4, 25),
        tie=Tie.TRUSTEE,
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
        tie=Tie.PATIENT,
    ),
    Told(
        "lay_redbridge",
        date(2015, 7, 14),
        "Redbridge Invented Citizens Forum",
        Nature.PROFESSIONAL,
        "Member of the forum's executive, unpaid.",
        since=date(2010, 5, 1),
        tie=Tie.CAMPAIGNER,
    ),
    Told(
        "lay_barking",
        date(2015, 5, 27),
        "Achebe Consulting Ltd (invented company)",
        Nature.FINANCIAL,
        "Owner; advises housing associations, no health clients.",
        since=date(2009, 2, 1),
        tie=Tie.SHAREHOLDER,
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
        tie=Tie.PARTNER,
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
        tie=Tie.PARTNER,
    ),
)


def declare_interests(cast: Cast, found: Directory) -> None:
    """Declare everything on its day, end what has ended, confirm and review."""
    for told in sorted(DECLARED, key=lambda one: one.on):
        with clock.standing_on(told.on):
            interest = _declare(told, cast, found)
        if told.ended_on is not None:
            with clock.standing_on(told.ended_on):
                interests.end(
                    interest=interest, on=told.ended_on, by=_teller(told, cast)
                )

    with clock.standing_on(CONFIRMED):
        _confirm(cast, "chair", Source())
        _confirm(cast, "lay_barking", Source())
        _confirm(cast, "gp_redbridge", Source(SourceKind.PAPER, CONFIRMED))
        _confirm(cast, "cfo", Source(SourceKind.EMAIL, CONFIRMED))
    with clock.standing_on(ASKED):
        _ask(cast)


def _confirm(cast: Cast, who: str, source: Source) -> None:
    """Say that everything held is still true; with nothing held it is a nil return."""
    person = cast.persons[who]
    held = Interest.objects.of_persons([person.pk]).open_on(CONFIRMED)
    answers = {row.pk: Said(Answer.STILL_TRUE, row.version) for row in held}
    limit = limits_of(person.pk).days_on(CONFIRMED)
    attestations.attest(
        person=person,
        answers=answers,
        statement=statement_of(is_nil=not answers, limit_days=limit),
        source=source,
        by=cast.users[who if source.kind == SourceKind.SELF else "officer"],
    )


def _ask(cast: Cast) -> None:
    """Let the officer ask the GP how far the school's business comes near."""
    school = Interest.objects.get(unlisted_name="Harold Hill Invented Academy")
    reviews.ask(
        interest=school,
        words="Does the academy buy health services, such as school counselling?",
        by=cast.users["officer"],
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
        tie=told.tie,
        may_touch=told.touches,
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
