"""Real committees' quorums as typed, and rooms to try (docs/field.md 3.5).

A room names seats: "CFO" is its holder, "CFO deputy" somebody for them, "CFO remote" the
holder elsewhere, "Chair excluded" a holder who is there but kept out by a conflict.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


# Title: category, offices, has a vote, word of a shared vote.
SEATS: dict[str, tuple[str, list[str], bool, str]] = {
    "Chair": ("lay", ["chair"], True, ""),
    "Vice": ("lay", ["vice_chair"], True, ""),
    "Lay": ("lay", [], True, ""),
    "Chief": ("executive", ["chief_officer"], True, ""),
    "Second chief": ("executive", ["chief_officer"], True, ""),
    "CFO": ("executive", ["cfo"], True, ""),
    "Chief nurse": ("executive", ["chief_nurse", "director"], True, ""),
    "Director": ("executive", ["director"], True, ""),
    "Contracting": ("executive", ["contracting"], True, ""),
    "Joint director A": ("executive", ["director"], True, "md"),
    "Joint director B": ("executive", ["director"], True, "md"),
    "Nurse": ("independent_clinician", ["registered_nurse"], True, ""),
    "Consultant": ("independent_clinician", ["secondary_care_doctor"], True, ""),
    "GP": ("gp", [], True, ""),
    "Second GP": ("gp", [], True, ""),
    "NHSE": ("nhs_england", ["nhs_england"], True, ""),
    "Healthwatch": ("partner", ["healthwatch"], False, ""),
    "Council": ("partner", ["council"], False, ""),
}


@dataclass(frozen=True)
class Variant:
    """What is typed, what the page then says, who is enough, and who is not.

    Without anybody of `enough`, whoever it is, there is no quorum.
    """

    clauses: list[dict[str, Any]]
    says: list[str]
    enough: list[str]
    short: list[list[str]] = field(default_factory=list)
    also: list[list[str]] = field(default_factory=list)
    ticks: dict[str, str] = field(
        default_factory=lambda: {"deputies_count": "on", "remote_counts": "on"}
    )
    seats: dict[str, tuple[str, list[str], bool, str]] = field(default_factory=dict)


def clause(kind: str, number: int = 1, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "number": str(number), "among": "voting", **more}


OWN = {"own_people": "on"}
PRESIDING = clause("chair_or_vice")
DUDLEY = Variant(
    [
        clause("min_total", 4),
        PRESIDING,
        clause("min_of_roles", roles=["cfo", "deputy_cfo", "chief_nurse"]),
    ],
    says=["At least four members with a vote are present."],
    enough=["Vice", "Chief nurse", "GP", "Consultant"],
    short=[["Lay", "CFO", "GP", "Consultant"], ["Chair", "Vice", "GP", "Consultant"]],
)
SOUTH_CHESHIRE = Variant(
    [
        clause("chair_or_vice", vice_only_if_chair_conflicted="on", **OWN),
        clause("min_of_roles", roles=["cfo"], **OWN),
        clause("min_of_category", categories=["executive"], **OWN),
        clause("min_total", **OWN),
    ],
    says=[
        (
            "All of these are present, each a different person: the chair, or the vice "
            "chair if the chair has a conflict; the chief finance officer; an "
            "executive member; one member with a vote."
        )
    ],
    enough=["Chair", "CFO deputy", "Director deputy", "GP"],
    also=[["Chair excluded", "Vice", "CFO", "Director", "GP"]],
    short=[
        ["Vice", "CFO", "Director", "GP"],
        ["Chair deputy", "CFO", "Director", "GP"],
        # Counting alone would pass: two executives, four votes; but no *other* one.
        ["Chair excluded", "Executive vice", "CFO", "GP", "Consultant"],
    ],
    seats={"Executive vice": ("executive", ["vice_chair"], True, "")},
)
CHESHIRE = Variant(
    [
        clause("min_total", 4),
        clause("chair_or_vice", **OWN),
        clause("min_of_category", categories=["lay", "independent_clinician"], **OWN),
        clause("min_of_category", 2, categories=["executive"], **OWN),
    ],
    says=[
        "At least four members with a vote are present.",
        (
            "All of these are present, each a different person: the chair or the vice "
            "chair; a lay member or an independent clinician; two executive members."
        ),
    ],
    enough=["Chair", "Consultant", "CFO", "Director"],
    also=[["Chair", "Vice", "CFO", "Director"]],
    short=[["Chair", "GP", "CFO", "Director"], ["Lay", "Nurse", "CFO", "Director"]],
)
SITE_1 = Variant(
    [
        clause("min_total", 3),
        clause("min_of_category", categories=["lay"]),
        clause("min_of_roles", roles=["chief_officer", "cfo", "service_delivery"]),
    ],
    says=["A lay member is present."],
    enough=["Lay", "Chief", "Consultant"],
    short=[["Chair", "Lay", "Consultant"], ["Chief", "CFO", "GP"]],
)
SITE_2 = Variant(
    [
        clause("min_of_category", 3, categories=["lay"], **OWN),
        clause("min_of_category", categories=["gp"], **OWN),
        clause("min_of_roles", 2, roles=["chief_officer"], **OWN),
        clause("one_of_each", roles=["cfo", "contracting"], **OWN),
        clause("min_nonvoting", 2),
    ],
    says=[
        (
            "All of these are present, each a different person: three lay members; a "
            "GP; two holders of the office of chief officer; the chief finance officer "
            "and the head of contracting."
        ),
        "At least two members without a vote are present.",
    ],
    enough=[
        *["Chair", "Vice", "Lay", "GP", "Chief", "Second chief", "CFO", "Contracting"],
        *["Healthwatch", "Council"],
    ],
    short=[
        # One person cannot be both the second chief officer and the finance officer.
        [
            *["Chair", "Vice", "Lay", "GP", "Chief", "Chief and finance"],
            *["Contracting", "Healthwatch", "Council"],
        ]
    ],
    seats={"Chief and finance": ("executive", ["chief_officer", "cfo"], True, "")},
)
SITE_3 = Variant(
    [clause("one_of_each", categories=["lay", "gp", "executive"])],
    says=[
        (
            "A lay member, an executive member and a GP are present, each a different "
            "person."
        )
    ],
    enough=["Lay", "GP", "CFO"],
    short=[["Lay", "GP excluded", "CFO"]],
    also=[["Lay", "GP excluded", "Second GP", "CFO"]],
)
SITE_4 = Variant(
    [
        clause("min_total", 4),
        clause("min_of_roles", roles=["chief_officer", "cfo"]),
        clause(
            "min_of_either",
            2,
            categories=["lay"],
            roles=["registered_nurse", "secondary_care_doctor"],
        ),
        PRESIDING,
    ],
    says=[
        (
            "At least two of lay members, the registered nurse and the secondary care "
            "doctor are present."
        )
    ],
    enough=["Chair", "Nurse", "Chief", "GP"],
    short=[["Chair", "GP", "Chief", "Second GP"], ["Lay", "Nurse", "Chief", "GP"]],
)
LEVEL_2 = Variant(
    [
        clause("min_total", 4),
        PRESIDING,
        clause("min_of_category", categories=["nhs_england"]),
    ],
    says=["An NHS England member is present."],
    enough=["Chair", "NHSE", "GP", "CFO"],
    short=[["Chair", "Vice", "GP", "CFO"]],
)
MAJORITY = Variant(
    [clause("min_total", 4), clause("lay_exec_majority")],
    says=[
        "Lay and executive members are more than half of those who can vote on the item."
    ],
    enough=["Chair", "Vice", "CFO", "GP"],
    short=[["Chair", "CFO", "GP", "Nurse"], ["Chair", "CFO", "Lay excluded", "GP"]],
    also=[["Chair", "CFO", "Lay", "GP", "Nurse"]],
)
SHARED = Variant(
    [clause("min_total", 3)],
    says=["At least three members with a vote are present."],
    enough=["Chair", "Joint director A", "GP"],
    short=[["Chair", "Joint director A", "Joint director B"]],
    also=[["Chair", "Joint director A", "Joint director B", "GP"]],
)
NO_DEPUTIES = Variant(
    [clause("min_total", 3)],
    says=["Deputies do not count."],
    enough=["Chair", "CFO remote", "GP"],
    short=[["Chair", "CFO deputy", "GP"]],
    ticks={"remote_counts": "on"},
)
IN_THE_ROOM = Variant(
    [clause("min_total", 3)],
    says=["People who join remotely do not count."],
    enough=["Chair", "CFO deputy", "GP"],
    short=[["Chair", "CFO remote", "GP"]],
    ticks={"deputies_count": "on"},
)
WITH_OR_WITHOUT = Variant(
    [clause("min_total", 4, among="all")],
    says=["At least four members, with or without a vote, are present."],
    enough=["Chair", "GP", "Healthwatch", "Council"],
)
AND_OR = Variant(
    [
        clause("chair_or_vice", alternative_group="how", branch="two"),
        clause("min_of_roles", roles=["cfo"], alternative_group="how", branch="two"),
        clause("min_total", 5, alternative_group="how"),
    ],
    says=[
        (
            "Either the chair or the vice chair is present and the chief finance officer "
            "is present; or at least five members with a vote are present."
        )
    ],
    enough=["Chair", "CFO"],
    also=[["Lay", "Nurse", "GP", "Second GP", "Director"]],
    short=[["Chair", "Lay", "Nurse", "GP"], ["CFO", "Lay"]],
)
ALL = {
    "1 Dudley": DUDLEY,
    "2 South Cheshire and Vale Royal": SOUTH_CHESHIRE,
    "3 Cheshire": CHESHIRE,
    "7 study site 1": SITE_1,
    "8 study site 2": SITE_2,
    "9 study site 3": SITE_3,
    "10 study site 4": SITE_4,
    "level 2": LEVEL_2,
    "lay and executive majority": MAJORITY,
    "two holders share one vote": SHARED,
    "deputies not counted": NO_DEPUTIES,
    "remote not counted": IN_THE_ROOM,
    "with or without a vote": WITH_OR_WITHOUT,
    "this and that, or something else": AND_OR,
}
