"""The committees of the demonstration, with terms, seats, holders and deputies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from committees.actions import (
    appointments,
    assistants,
    committees,
    deputies,
    groups,
    terms,
)
from committees.actions.committees import CommitteeDraft
from committees.actions.drafts import SeatDraft, TermsDraft
from committees.enums import (
    CastingVote,
    CommitteeKind,
    QuorumKind,
    RemedyKind,
    SeatCategory,
    SeatRole,
)
from committees.rules.terms import QuorumRule
from desk.demo.organisations import BHR, NCL


if TYPE_CHECKING:
    from collections.abc import Sequence

    from commissioning.models import Organisation
    from committees.models import Committee, GroupInCommon
    from desk.demo.cast import Cast
    from desk.demo.organisations import Directory
    from people.models import User

FROM = date(2015, 4, 1)
CHAIR = SeatDraft("Lay chair", SeatCategory.LAY, roles=frozenset({SeatRole.CHAIR}))
VICE = SeatDraft(
    "Lay member, patient involvement",
    SeatCategory.LAY,
    roles=frozenset({SeatRole.VICE_CHAIR, SeatRole.LAY_INVOLVEMENT}),
)
CHIEF = SeatDraft(
    "Chief officer", SeatCategory.EXECUTIVE, roles=frozenset({SeatRole.CHIEF_OFFICER})
)
CFO = SeatDraft(
    "Chief finance officer", SeatCategory.EXECUTIVE, roles=frozenset({SeatRole.CFO})
)
GP = SeatDraft(
    "Clinical director", SeatCategory.GP, roles=frozenset({SeatRole.CLINICAL_LEAD})
)
NHSE = SeatDraft(
    "NHS England",
    SeatCategory.NHS_ENGLAND,
    is_voting=False,
    roles=frozenset({SeatRole.NHS_ENGLAND}),
)
HEALTHWATCH = SeatDraft(
    "Healthwatch",
    SeatCategory.PARTNER,
    is_voting=False,
    roles=frozenset({SeatRole.HEALTHWATCH}),
)
WELLBEING = SeatDraft(
    "Health and wellbeing board",
    SeatCategory.PARTNER,
    is_voting=False,
    roles=frozenset({SeatRole.WELLBEING_BOARD}),
)
PCCC_SEATS = (CHAIR, VICE, CHIEF, CFO, GP, NHSE, HEALTHWATCH, WELLBEING)
PCCC_QUORUM = (
    QuorumRule(QuorumKind.MIN_TOTAL, number=3),
    QuorumRule(QuorumKind.CHAIR_OR_VICE),
    QuorumRule(QuorumKind.MIN_OF_CATEGORY, categories=frozenset({SeatCategory.GP})),
    QuorumRule(
        QuorumKind.MIN_OF_ROLES,
        roles=frozenset({SeatRole.CHIEF_OFFICER, SeatRole.CFO}),
    ),
)
# No GP is needed, so that a committee can decide where every GP has an interest.
PLAIN_QUORUM = (
    QuorumRule(QuorumKind.MIN_TOTAL, number=3),
    QuorumRule(QuorumKind.CHAIR_OR_VICE),
)
# Nobody is two of these at once: "the chair, two *other* executives and a GP".
OPERATIONAL_QUORUM = (
    QuorumRule(QuorumKind.CHAIR_OR_VICE, own_people=True),
    QuorumRule(
        QuorumKind.MIN_OF_CATEGORY,
        number=2,
        categories=frozenset({SeatCategory.EXECUTIVE}),
        own_people=True,
    ),
    QuorumRule(
        QuorumKind.MIN_OF_CATEGORY,
        categories=frozenset({SeatCategory.GP}),
        own_people=True,
    ),
)
# BaNES asked clinicians from outside before anything else.
OUTSIDE_FIRST = (
    RemedyKind.OUTSIDE_CLINICIAN,
    RemedyKind.LAY_FROM_ANOTHER,
    RemedyKind.DEFER,
)
GP_TERM_ENDS = date(2016, 9, 30)
LEVEL_2_NHSE = SeatDraft(
    "NHS England director",
    SeatCategory.NHS_ENGLAND,
    roles=frozenset({SeatRole.NHS_ENGLAND}),
)

# Why a recommendation is not followed, where it is not.
FIVE_BOROUGHS = (
    "Five boroughs each have a Healthwatch and a health and wellbeing board. They take "
    "turns to send an observer to each meeting, so that none holds a standing "
    "invitation; the arrangement is reviewed with these terms."
)
ONE_COUNCIL = (
    "The council's public health team and Healthwatch sit on the operational group, "
    "which prepares every paper. They are invited to this group for the items that "
    "concern them."
)


@dataclass(frozen=True, slots=True)
class Bodies:
    """The committees that the meetings of the demonstration need."""

    barking: Committee
    havering: Committee
    redbridge: Committee
    investment: Committee
    bhr: GroupInCommon
    ncl: Committee
    banes: Committee


def establish_bodies(cast: Cast, found: Directory) -> Bodies:
    """Establish every committee of the demonstration and fill its seats."""
    officer = cast.users["officer"]
    shared = {VICE: "lay_ppi", CHIEF: "chief_officer", CFO: "cfo"}
    shared |= {NHSE: "nhs_england", HEALTHWATCH: "healthwatch"}
    names = {
        "07L": ("Barking and Dagenham", "BD", "lay_barking", "gp_barking"),
        "08F": ("Havering", "HAV", "chair", "gp"),
        "08N": ("Redbridge", "RED", "lay_redbridge", "gp_redbridge"),
    }
    made: dict[str, Committee] = {}
    for code, (area, short, chair, gp) in names.items():
        made[code] = _pccc(area, short, [found[code]], officer)
        _fill(made[code], cast, shared | {CHAIR: chair, GP: gp}, officer)
        _deputy(made[code], CFO, cast, "deputy_cfo", officer)
    member = made["08F"].seats.get(title=GP.title).appointments.get()
    assistants.name(
        appointment=member, person=cast.persons["assistant"], from_on=FROM, by=officer
    )
    # Without its only GP Redbridge has no quorum: its page says so ahead of time.
    seat = made["08N"].seats.get(title=GP.title)
    appointments.end(appointment=seat.appointments.get(), on=GP_TERM_ENDS, by=officer)
    investment = _investment(cast, found, officer)
    convening = made["08F"].seats.get(title=CHAIR.title)
    group = groups.form(
        name="Barking and Dagenham, Havering and Redbridge committees in common",
        slug="bhr",
        committees=list(made.values()),
        convening_seat=convening,
        by=officer,
        on=FROM,
    )
    ncl = _ncl(cast, found)
    banes = _banes(cast, found)
    pcccs = (made["07L"], made["08F"], made["08N"])
    return Bodies(*pcccs, investment, group, ncl, banes)


def _pccc(area: str, short: str, of: Sequence[Organisation], by: User) -> Committee:
    committee = committees.establish(
        draft=CommitteeDraft(
            name=f"{area} Primary Care Commissioning Committee",
            short_name=f"{area} PCCC",
            slug=f"pccc-{short.lower()}",
            kind=CommitteeKind.PCCC,
            reference_pattern=f"PCCC-{short}/{{yy}}/{{n:03}}",
            established_on=FROM,
        ),
        organisations=of,
        by=by,
    )
    _adopt(committee, PCCC_SEATS, PCCC_QUORUM, by)
    return committee


def _adopt(
    committee: Committee,
    seats: tuple[SeatDraft, ...],
    quorum: tuple[QuorumRule, ...],
    by: User,
    *,
    casting: CastingVote = CastingVote.PRESIDING,
    departure: str = "",
    remedies: tuple[RemedyKind, ...] = tuple(RemedyKind),
) -> None:
    terms.adopt(
        committee=committee,
        draft=TermsDraft(
            effective_from=FROM,
            seats=seats,
            quorum=quorum,
            approved_by_words="Governing body, 26 March 2015",
            departure_reason=departure,
            casting_vote=casting,
            remedy_order=remedies,
        ),
        by=by,
    )


def _fill(
    committee: Committee, cast: Cast, holders: dict[SeatDraft, str], by: User
) -> None:
    for seat, key in holders.items():
        appointments.appoint(
            seat=committee.seats.get(title=seat.title),
            person=cast.persons[key],
            from_on=FROM,
            by=by,
        )


def _deputy(
    committee: Committee, seat: SeatDraft, cast: Cast, key: str, by: User
) -> None:
    deputies.name(
        seat=committee.seats.get(title=seat.title),
        person=cast.persons[key],
        from_on=FROM,
        by=by,
    )


def _investment(cast: Cast, found: Directory, by: User) -> Committee:
    committee = committees.establish(
        draft=CommitteeDraft(
            name="BHR Investment Committee",
            short_name="BHR Investment Committee",
            slug="bhr-investment",
            kind=CommitteeKind.INVESTMENT,
            reference_pattern="INV/{yy}/{n:03}",
            established_on=FROM,
        ),
        organisations=[found[code] for code in BHR],
        by=by,
    )
    _adopt(committee, (CHAIR, VICE, CHIEF, CFO), PLAIN_QUORUM, by)
    holders = {CHAIR: "guardian", VICE: "lay_ppi", CHIEF: "chief_officer", CFO: "cfo"}
    _fill(committee, cast, holders, by)
    return committee


def _ncl(cast: Cast, found: Directory) -> Committee:
    by = cast.users["ncl"]
    committee = committees.establish(
        draft=CommitteeDraft(
            name="North Central London Primary Care Joint Committee",
            short_name="NCL Joint Committee",
            slug="ncl-joint",
            kind=CommitteeKind.JOINT,
            reference_pattern="NCL/{yy}/{n:03}",
            established_on=FROM,
        ),
        organisations=[found[code] for code in NCL],
        by=by,
    )
    seats = (CHAIR, VICE, CHIEF, GP, LEVEL_2_NHSE)
    casting = CastingVote.NHS_ENGLAND
    _adopt(committee, seats, PLAIN_QUORUM, by, casting=casting, departure=FIVE_BOROUGHS)
    holders = {CHAIR: "ncl_chair", VICE: "ncl_lay", CHIEF: "ncl_ao", GP: "ncl_gp"}
    _fill(committee, cast, holders | {LEVEL_2_NHSE: "ncl_nhse"}, by)
    return committee


def _banes(cast: Cast, found: Directory) -> Committee:
    """BaNES: a quarterly strategic group with a lay chair, a monthly group under it."""
    by = cast.users["banes"]
    made: list[Committee] = []
    for name, short, kind in (
        ("BaNES Strategic Primary Care Group", "strategic", CommitteeKind.JOINT),
        (
            "BaNES Operational Primary Care Group",
            "operational",
            CommitteeKind.OPERATIONAL,
        ),
    ):
        committee = committees.establish(
            draft=CommitteeDraft(
                name=name,
                short_name=name,
                slug=f"banes-{short}",
                kind=kind,
                reference_pattern=f"BANES-{short[0].upper()}/{{yy}}/{{n}}",
                established_on=FROM,
            ),
            organisations=[found["11E"]],
            by=by,
        )
        seats = (CHAIR, VICE, CHIEF, CFO, GP, LEVEL_2_NHSE)
        why = ONE_COUNCIL if kind == CommitteeKind.JOINT else ""
        is_group = kind == CommitteeKind.OPERATIONAL
        _adopt(
            committee,
            seats,
            OPERATIONAL_QUORUM if is_group else PLAIN_QUORUM,
            by,
            casting=CastingVote.NHS_ENGLAND,
            departure=why,
            remedies=OUTSIDE_FIRST,
        )
        holders = {CHAIR: "banes_chair", VICE: "banes_vice", CHIEF: "banes_co"}
        holders |= {CFO: "banes_cfo", GP: "banes_gp", LEVEL_2_NHSE: "banes_nhse"}
        _fill(committee, cast, holders, by)
        made.append(committee)
    return made[0]
