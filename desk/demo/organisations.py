"""CCGs by their real names; practices, networks and federations invented."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from commissioning.actions import delegation, levels, links, organisations, posts
from commissioning.enums import OrganisationKind, PostRole
from commissioning.models import Organisation
from commissioning.values import Function, Level, LinkKind, Power


if TYPE_CHECKING:
    from desk.demo.cast import Cast
    from people.models import User

BHR = {
    "07L": "NHS Barking and Dagenham CCG",
    "08F": "NHS Havering CCG",
    "08N": "NHS Redbridge CCG",
}
NCL = {
    "07M": "NHS Barnet CCG",
    "07R": "NHS Camden CCG",
    "07X": "NHS Enfield CCG",
    "08D": "NHS Haringey CCG",
    "08H": "NHS Islington CCG",
}
BANES = {"11E": "NHS Bath and North East Somerset CCG"}
# Invented practices: name, CCG, and whether the invented federation has them.
PRACTICES = (
    ("Larkspur Lane Surgery", "08F", True),
    ("Ingrebourne Meadow Practice", "08F", True),
    ("Rainham Quay Medical Centre", "08F", False),
    ("Abbey Gate Surgery", "07L", True),
    ("Thames Reach Practice", "07L", False),
    ("Becontree Heath Medical Centre", "07L", False),
    ("Loxford Green Surgery", "08N", False),
    ("Fairlop Waters Practice", "08N", False),
)
FEDERATION = "Three Rivers Federation Ltd"
LANDLORD = "Ingrebourne Estates Ltd"
START = date(2013, 4, 1)

Directory = dict[str, Organisation]


def record_organisations(cast: Cast) -> Directory:
    """Record the bodies of the demonstration, their links and their levels."""
    found: Directory = {}
    for code, name in (BHR | NCL | BANES).items():
        found[code] = _ccg(code, name, cast.admin)
    for name, ccg, is_federated in PRACTICES:
        practice = _invented(name, OrganisationKind.PRACTICE, cast.admin)
        found[name] = practice
        _link(LinkKind.MEMBER_OF, practice, found[ccg], cast.admin)
        if is_federated:
            federation = found.get(FEDERATION) or _invented(
                FEDERATION, OrganisationKind.FEDERATION, cast.admin
            )
            found[FEDERATION] = federation
            _link(LinkKind.IN_FEDERATION, practice, federation, cast.admin)
    found[LANDLORD] = _invented(LANDLORD, OrganisationKind.COMPANY, cast.admin)
    landlord, tenant = found[LANDLORD], found["Ingrebourne Meadow Practice"]
    _link(LinkKind.LANDLORD_OF, landlord, tenant, cast.admin)
    _set_levels(found, cast.admin)
    _set_scheme(found, cast.admin)
    _appoint(found, cast)
    return found


def _ccg(code: str, name: str, by: User) -> Organisation:
    known = Organisation.objects.filter(code=code).first()
    return known or organisations.record(
        name=name, kind=OrganisationKind.CCG, code=code, opened_on=START, by=by
    )


def _invented(name: str, kind: OrganisationKind, by: User) -> Organisation:
    return organisations.record(
        name=name, kind=kind, opened_on=START, is_invented=True, by=by
    )


def _link(kind: LinkKind, source: Organisation, target: Organisation, by: User) -> None:
    links.open(kind=kind, source=source, target=target, from_on=START, by=by)


def _set_levels(found: Directory, by: User) -> None:
    delegated = date(2015, 4, 1)
    for code in BHR:
        levels.set(ccg=found[code], level=Level.DELEGATED, from_on=delegated, by=by)
    for code in NCL | BANES:
        levels.set(ccg=found[code], level=Level.JOINT, from_on=delegated, by=by)


def _set_scheme(found: Directory, by: User) -> None:
    """Procurement goes to the investment committee, where nobody is conflicted."""
    for code in BHR:
        delegation.record(
            ccg=found[code],
            function=Function.PROCUREMENT,
            committee_kind="investment",
            power=Power.DECIDE,
            limit_pence=50_000_000,
            from_on=date(2015, 4, 1),
            source="Scheme of delegation, invented for the demonstration",
            by=by,
        )


def _appoint(found: Directory, cast: Cast) -> None:
    held = [("officer", PostRole.OFFICER, BHR), ("guardian", PostRole.GUARDIAN, BHR)]
    held += [("auditor", PostRole.AUDITOR, BHR), ("ncl", PostRole.OFFICER, NCL)]
    held += [("banes", PostRole.OFFICER, BANES), ("primary_care", PostRole.AUTHOR, BHR)]
    for key, role, area in held:
        for code in area:
            posts.appoint(
                person=cast.persons[key],
                organisation=found[code],
                role=role,
                from_on=date(2015, 4, 1),
                by=cast.admin,
            )
