"""Choices of interests, gifts, breaches, the yearly cycle (docs/field.md 5)."""

from __future__ import annotations

from core.enums import LabelledEnum


class Nature(LabelledEnum):
    """What a person may gain; whether it is indirect is a separate axis."""

    FINANCIAL = "financial", "Financial"
    PROFESSIONAL = "professional", "Non-financial professional"
    PERSONAL = "personal", "Non-financial personal"


class Tie(LabelledEnum):
    """How somebody is tied to a body, in the words that stand between the two."""

    PARTNER = "partner", "is a partner in"
    DIRECTOR = "director", "is a director of"
    SHAREHOLDER = "shareholder", "holds shares in"
    EMPLOYEE = "employee", "is employed by"
    LANDLORD = "landlord", "lets premises to"
    ADVISER = "adviser", "is a paid adviser of"
    OFFICE = "office", "holds an office in"
    TRUSTEE = "trustee", "is a trustee of"
    CAMPAIGNER = "campaigner", "is a member of or campaigns for"
    PATIENT = "patient", "is a patient of"
    OTHER = "other", "is otherwise tied to"


class SourceKind(LabelledEnum):
    """How a declaration or a ruling reached the record."""

    SELF = "self", "Entered by the person"
    EMAIL = "email", "E-mail"
    TELEPHONE = "telephone", "Telephone"
    PAPER = "paper", "Paper form"
    MEETING = "meeting", "Spoken at a meeting"
    IMPORT = "import", "Imported from an earlier register"


class PublicationState(LabelledEnum):
    """What the public register shows of an interest (docs/field.md 5.7)."""

    PUBLISH = "publish", "Published"
    REDACT_NAME = "redact_name", "Published without the name"
    REDACT_DETAIL = "redact_detail", "Published without the detail"
    WITHHOLD = "withhold", "Withheld"
    NOT_REQUIRED = "not_required", "Not published: not a decision maker"


class Severity(LabelledEnum):
    """How near a matched interest stands to the matter; advice, never a ruling."""

    DIRECT = "direct", "Direct"
    CLOSE = "close", "One step away"
    REMOTE = "remote", "Remote"
    SHARED = "shared", "Shared by a whole class"


class Participation(LabelledEnum):
    """What a person with a conflict may do, the strictest first (docs/field.md 6.4)."""

    NOT_ATTEND = "not_attend", "Not attend the meeting"
    LEAVE_ITEM = "leave_item", "Leave for the item"
    DISCUSS_THEN_LEAVE = "discuss_then_leave", "Discuss, then leave for the decision"
    STAY_NO_VOTE = "stay_no_vote", "Stay without a vote"
    TAKE_PART = "take_part", "Take part"


class PaperHandling(LabelledEnum):
    """Whether a person with a conflict gets the papers of the item."""

    GIVEN = "given", "Papers given"
    WITHHELD = "withheld", "Papers withheld"


class ClassKind(LabelledEnum):
    """A class of organisations that an item may touch as a whole."""

    PRACTICES_OF = "practices_of", "All practices of"


class TieWay(LabelledEnum):
    """What lies between the body of an interest and the body that an item touches."""

    OWN = "own", "The body itself"
    OF_CLASS = "of_class", "One of all practices of a CCG"
    NETWORK = "network", "Same network"
    FEDERATION = "federation", "Same federation"
    OWNER = "owner", "Owner, or company that it owns"
    LANDLORD = "landlord", "Landlord or tenant"
    PART = "part", "Site or part of the same body"
    SUCCESSION = "succession", "Predecessor or successor"


class PublishedScope(LabelledEnum):
    """Whose interests the published register holds under a rule set."""

    EVERYBODY = "everybody", "Everybody who declares"
    DECISION_MAKERS = "decision_makers", "Decision-making staff"


class TrainedGroup(LabelledEnum):
    """Of whom a rule set requires modules of training (docs/field.md 5.11)."""

    GOVERNING_BODY = "governing_body", "The governing body or board"
    PRIMARY_CARE = (
        "primary_care",
        "Members of primary care commissioning and joint committees",
    )
    EXECUTIVES = "executives", "Executive members of any committee"
    CLINICIANS = "clinicians", "Clinicians on any committee"
    PROCUREMENT = (
        "procurement",
        "Members of procurement committees, and staff who may commit the body",
    )
    POSTS = "posts", "Officers, guardians, auditors and authors"
    COMMITTEES = "committees", "Members of any committee"
    DECISION_MAKERS = "decision_makers", "Everybody whose interests are published"
    EVERYBODY = "everybody", "Everybody who declares"


class Capacity(LabelledEnum):
    """What makes a person declare, where neither a seat nor a post says it."""

    GOVERNING_BODY = "governing_body", "Governing body or board member"
    EMPLOYEE = "employee", "Employee"
    AGENCY = "agency", "Interim, seconded or agency worker"
    PRACTICE_PARTNER = "practice_partner", "Partner or director of a member practice"
    PRACTICE_STAFF = "practice_staff", "Practice staff doing the body's business"
    OTHER = "other", "Other"


class ReviewAct(LabelledEnum):
    """One step of agreeing what is done about an interest."""

    QUESTION = "question", "Question to the person"
    ANSWER = "answer", "Answer of the person"
    AGREED = "agreed", "Action agreed"


class Answer(LabelledEnum):
    """What a person says of an interest carried forward."""

    STILL_TRUE = "still_true", "Still true"
    CHANGED = "changed", "Changed"
    ENDED = "ended", "Ended"


class CampaignKind(LabelledEnum):
    """Why declarations are asked for."""

    ANNUAL = "annual", "Yearly confirmation"
    APPOINTMENT = "appointment", "On appointment"
    ROLE_CHANGE = "role_change", "On a change of role"


class OfferKind(LabelledEnum):
    """What was offered."""

    GIFT = "gift", "Gift"
    CASH = "cash", "Cash or vouchers"
    HOSPITALITY = "hospitality", "Meal or refreshments"
    TRAVEL = "travel", "Travel or accommodation"
    SPONSORSHIP = "sponsorship", "Sponsorship"


class GiverKind(LabelledEnum):
    """Who made an offer."""

    SUPPLIER = "supplier", "A supplier or contractor, or somebody who may become one"
    PATIENT = "patient", "A patient or their family"
    OTHER = "other", "Somebody else"


class Outcome(LabelledEnum):
    """What became of an offer."""

    DECLINED = "declined", "Declined"
    ACCEPTED = "accepted", "Accepted"
    FOR_ORGANISATION = "for_organisation", "Accepted on behalf of the organisation"


class BreachState(LabelledEnum):
    """How far the guardian has come with a possible breach."""

    REPORTED = "reported", "Reported"
    INVESTIGATING = "investigating", "Being investigated"
    CLOSED = "closed", "Closed: a breach"
    NO_BREACH = "no_breach", "Closed: not a breach"


class ImportKind(LabelledEnum):
    """Which register a spreadsheet holds."""

    INTERESTS = "interests", "Register of interests"
    GIFTS = "gifts", "Register of gifts and hospitality"


class ImportState(LabelledEnum):
    """How far the import of an existing register has come."""

    UPLOADED = "uploaded", "Columns to be matched"
    CHECKING = "checking", "Being checked"
    CHECKED = "checked", "Ready to load"
    LOADING = "loading", "Being loaded"
    LOADED = "loaded", "Loaded"
    SETTLING = "settling", "Loaded, rows wait to be settled"
    REFUSED = "refused", "Could not be read"
    ABANDONED = "abandoned", "Abandoned"


class ImportPolicy(LabelledEnum):
    """What happens when some rows are wrong."""

    ALL_OR_NOTHING = "all_or_nothing", "Load nothing until every row is right"
    CLEAN_ROWS = "clean_rows", "Load the clean rows; the others wait in a list"


class RowState(LabelledEnum):
    """How one row of an imported register stands."""

    CLEAN = "clean", "Clean"
    FAULTY = "faulty", "To be settled"
    LOADED = "loaded", "Loaded"
    KNOWN = "known", "Already on the register"
    DROPPED = "dropped", "Left out"
