"""Choices of committees, seats and quorum rules (docs/field.md 2.3, 3.1, 3.4)."""

from __future__ import annotations

from core.enums import LabelledEnum


class CommitteeKind(LabelledEnum):
    """What sort of standing body a committee is."""

    PCCC = "pccc", "Primary care commissioning committee"
    JOINT = "joint", "Joint committee"
    GOVERNING_BODY = "governing_body", "Governing body"
    INVESTMENT = "investment", "Investment or procurement committee"
    AUDIT = "audit", "Audit committee"
    SUB_GROUP = "sub_group", "Sub-group"
    OPERATIONAL = "operational", "Operational group"
    ADVISORY = "advisory", "Advisory group"
    OTHER = "other", "Other committee"

    @property
    def is_in_law(self) -> bool:
        """Say whether such a body can decide at all; groups only recommend."""
        return self not in _GROUPS


_GROUPS = frozenset(
    {CommitteeKind.SUB_GROUP, CommitteeKind.OPERATIONAL, CommitteeKind.ADVISORY}
)


class LegalBasis(LabelledEnum):
    """The power under which a body was set up (docs/field.md 4.1)."""

    OWN = "own", "The body's own power to form committees"
    JOINT_CCG = "s14Z3", "NHS Act 2006 s14Z3: CCGs jointly"
    JOINT_NHSE = "s13Z", "NHS Act 2006 s13Z: CCGs with NHS England"
    JOINT_ICB = "s65Z5", "NHS Act 2006 s65Z5: NHS bodies and councils"
    TERMS = "terms", "Terms of reference of the parent committee"


class SeatCategory(LabelledEnum):
    """Whose voice a seat brings; majorities are counted over it."""

    LAY = "lay", "Lay"
    EXECUTIVE = "executive", "Executive"
    INDEPENDENT_CLINICIAN = "independent_clinician", "Independent clinician"
    GP = "gp", "GP"
    NHS_ENGLAND = "nhs_england", "NHS England"
    PARTNER = "partner", "Partner"


class SeatRole(LabelledEnum):
    """An office that a seat carries; one seat may carry several."""

    CHAIR = "chair", "chair"
    VICE_CHAIR = "vice_chair", "vice chair"
    ACCOUNTABLE_OFFICER = "accountable_officer", "accountable officer"
    CHIEF_OFFICER = "chief_officer", "chief officer"
    CFO = "cfo", "chief finance officer"
    DEPUTY_CFO = "deputy_cfo", "deputy chief finance officer"
    COO = "coo", "chief operating officer"
    CHIEF_NURSE = "chief_nurse", "chief nurse"
    HEAD_OF_SERVICE_DELIVERY = "service_delivery", "chief of service delivery"
    HEAD_OF_PRIMARY_CARE = "primary_care", "head of primary care"
    HEAD_OF_CONTRACTING = "contracting", "head of contracting"
    DIRECTOR = "director", "director"
    AUDIT_CHAIR = "audit_chair", "audit chair"
    GUARDIAN = "guardian", "conflicts of interest guardian"
    LAY_INVOLVEMENT = "lay_ppi", "lay member for patient involvement"
    LAY_GOVERNANCE = "lay_governance", "lay member for governance"
    REGISTERED_NURSE = "registered_nurse", "registered nurse"
    SECONDARY_CARE_DOCTOR = "secondary_care_doctor", "secondary care doctor"
    INDEPENDENT_GP = "independent_gp", "independent GP"
    CLINICAL_CHAIR = "clinical_chair", "clinical chair"
    CLINICAL_LEAD = "clinical_lead", "clinical lead"
    PRACTICE_MANAGER = "practice_manager", "practice manager"
    NHS_ENGLAND = "nhs_england", "NHS England representative"
    HEALTHWATCH = "healthwatch", "Healthwatch representative"
    WELLBEING_BOARD = "wellbeing_board", "health and wellbeing board representative"
    LMC = "lmc", "local medical committee representative"
    PUBLIC_HEALTH = "public_health", "director of public health"
    COUNCIL = "council", "council representative"


class QuorumKind(LabelledEnum):
    """What one clause of a quorum asks (docs/field.md 3.4)."""

    MIN_TOTAL = "min_total", "At least so many"
    MIN_OF_CATEGORY = "min_of_category", "At least so many of a category"
    MIN_OF_ROLES = "min_of_roles", "At least so many of a set of offices"
    MIN_OF_EITHER = "min_of_either", "At least so many of categories or offices"
    ONE_OF_EACH = "one_of_each", "One of each, different people"
    CHAIR_OR_VICE = "chair_or_vice", "Chair or vice chair"
    MIN_NONVOTING = "min_nonvoting", "At least so many without a vote"
    LAY_EXEC_MAJORITY = "lay_exec_majority", "Lay and executive majority"


class Among(LabelledEnum):
    """Who is counted by a clause: seats with a vote, or all."""

    VOTING = "voting", "members with a vote"
    ALL = "all", "all members"


class CastingVote(LabelledEnum):
    """Who has the second vote on a tie (docs/field.md 3.3, V2)."""

    PRESIDING = "presiding", "Whoever presides for the item"
    NHS_ENGLAND = "nhs_england", "NHS England"
    NONE = "none", "Nobody"


class WhoRules(LabelledEnum):
    """Who rules on conflicts in one committee (docs/field.md 6.3).

    Either way nobody rules on their own, and where that leaves nobody the next
    eligible person under the terms does.
    """

    EITHER = (
        "either",
        "The committee's own chair, or who convenes the meeting in common",
    )
    PRESIDING = "presiding", "The committee's own chair alone"
    CONVENING = "convening", "Who convenes the meeting in common alone"


class WithholdingPolicy(LabelledEnum):
    """What a committee hides of a withheld matter from a reader's pack."""

    HIDE_CONTENTS = "hide_contents", "Hide the contents"
    HIDE_TITLE = "hide_title", "Hide the contents and the title"


class RemedyKind(LabelledEnum):
    """What a committee may do when it has no quorum for an item (docs/field.md 3.4)."""

    DEPUTY = "deputy", "A named deputy takes the seat"
    LAY_FROM_ANOTHER = "lay_from_another", "A lay member of another committee joins"
    OUTSIDE_CLINICIAN = "outside_clinician", "An outside clinician from a pool joins"
    REFER = "refer", "Refer it to the governing body or investment committee"
    SPLIT = "split", "Split the item"
    DEFER = "defer", "Defer it to a day with a quorum"

    @property
    def adds_a_person(self) -> bool:
        """Say whether somebody fills a seat, or a temporary one, for the item."""
        return self in _ADDING

    @property
    def is_temporary_seat(self) -> bool:
        """Say whether somebody joins the committee who has no seat there."""
        return self in _ADDING and self is not RemedyKind.DEPUTY

    @property
    def changes_agenda(self) -> bool:
        """Say whether it needs somebody who may change the agenda."""
        return self in {RemedyKind.REFER, RemedyKind.SPLIT}


_ADDING = frozenset(
    {RemedyKind.DEPUTY, RemedyKind.LAY_FROM_ANOTHER, RemedyKind.OUTSIDE_CLINICIAN}
)


def usual_remedies() -> list[str]:
    """Return all remedies in the order of preference of terms that say none."""
    return RemedyKind.values()
