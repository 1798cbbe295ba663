"""Choices of gatherings, items, conflicts and presence (docs/field.md 4 and 6)."""

from __future__ import annotations

from conflicts.enums import PaperHandling as PaperHandling
from conflicts.enums import Participation as Participation
from core.enums import LabelledEnum


class Part(LabelledEnum):
    """Whether the public may be there."""

    ONE = "1", "Part 1, in public"
    TWO = "2", "Part 2, private"


class Purpose(LabelledEnum):
    """What an item asks of a committee (docs/field.md 6.5)."""

    APPROVE = "approve", "For approval"
    RATIFY = "ratify", "For ratification"
    AGREE_IN_PRINCIPLE = "agree_in_principle", "For agreement in principle"
    DISCUSS = "discuss", "For discussion"
    ASSURE = "assure", "For assurance"
    NOTE = "note", "For noting"
    RECEIVE = "receive", "To receive"
    REVIEW = "review", "For review"

    @property
    def asks_for_decision(self) -> bool:
        """Say whether the item may end in more than a note."""
        return self in _DECIDING_PURPOSES


_DECIDING_PURPOSES = frozenset(
    {Purpose.APPROVE, Purpose.RATIFY, Purpose.AGREE_IN_PRINCIPLE}
)


class PaperAvailability(LabelledEnum):
    """How an item's paper comes."""

    ATTACHED = "attached", "Attached"
    VERBAL = "verbal", "Verbal"
    TO_FOLLOW = "to_follow", "To follow"
    TABLED = "tabled", "Tabled"


class ReadingWay(LabelledEnum):
    """How somebody came to have a paper open."""

    PAGE = "page", "On its own"
    PACK = "pack", "In a pack"
    POST = "post", "On paper, by post"


class Sensitivity(LabelledEnum):
    """Who may read a paper or an appendix."""

    PUBLIC = "public", "Public"
    PRIVATE = "private", "Private (part 2)"
    RESTRICTED = "restricted", "Restricted"


class ScopeRole(LabelledEnum):
    """What one committee does with an item in its scope."""

    DECIDE = "decide", "Decide"
    RECOMMEND = "recommend", "Recommend"
    NOTE = "note", "Note"


class SubjectRole(LabelledEnum):
    """How an organisation, or a class of them, is touched by an item."""

    APPLICANT = "applicant", "Applicant"
    AFFECTED = "affected", "Affected"
    BIDDER = "bidder", "Bidder"
    NEIGHBOUR = "neighbour", "Neighbour"
    SUPPLIER = "supplier", "Supplier"
    LANDLORD = "landlord", "Landlord"
    GAINER = "gainer", "Gains by it"

    @property
    def words(self) -> str:
        """Say it as a trace does: "which is … in this item"."""
        articles = {SubjectRole.APPLICANT: "the ", SubjectRole.LANDLORD: "the "}
        if self is SubjectRole.AFFECTED:
            return "affected"
        if self is SubjectRole.GAINER:
            return "set to gain"
        return f"{articles.get(self, 'a ')}{self.value}"


class ContributorRole(LabelledEnum):
    """What somebody who need not sit there has to do with an item."""

    PRESENTER = "presenter", "Presents it"
    AUTHOR = "author", "Wrote a paper for it"
    REVIEWER = "reviewer", "Reviewed or cleared a paper"


class ConflictState(LabelledEnum):
    """Where a conflict row stands; a treatment hangs on an accepted row."""

    PROPOSED = "proposed", "Proposed"
    ACCEPTED = "accepted", "Accepted"
    DISMISSED = "dismissed", "Dismissed"
    LAPSED = "lapsed", "Lapsed"


class Directness(LabelledEnum):
    """Whether a standing ruling is on a person's own interests, or on those near them."""

    ANY = "any", "Direct and indirect interests"
    DIRECT = "direct", "Direct interests only"
    INDIRECT = "indirect", "Indirect interests only"


class RulerKind(LabelledEnum):
    """As what somebody made a standing ruling."""

    GUARDIAN = "guardian", "Conflicts of interest guardian"
    CHAIR = "chair", "Chair"


class RowAnswer(LabelledEnum):
    """What somebody says of a conflict that was found about them."""

    ACCEPTED = "accepted", "That is right"
    DISPUTED = "disputed", "That is not right"


class ChecklistStage(LabelledEnum):
    """The three parts of the chair's checklist (docs/field.md 6.3)."""

    BEFORE = "before", "Before the meeting"
    DURING = "during", "During the meeting"
    AFTER = "after", "After the meeting"


class PresenceKind(LabelledEnum):
    """Whether a presence event is a coming or a going."""

    IN = "in", "Came in"
    OUT = "out", "Left"


class Moment(LabelledEnum):
    """When, against its item, a presence event happened."""

    BEFORE = "before", "Before the item"
    DURING = "during", "During the item, before the decision"
    AFTER = "after", "After the item"


class Place(LabelledEnum):
    """Where a person is; only the table and remote take part."""

    TABLE = "table", "At the table"
    REMOTE = "remote", "Remote"
    LOBBY = "lobby", "In the lobby"
    PUBLIC_SEATS = "public_seats", "In the public seats"
    OUT = "out", "Out"

    @property
    def takes_part(self) -> bool:
        """Say whether a person there can be counted, speak and vote."""
        return self in {Place.TABLE, Place.REMOTE}


class Capacity(LabelledEnum):
    """As what a person is there, for one committee (docs/field.md 3.1)."""

    SEAT_HOLDER = "seat_holder", "Seat holder"
    DEPUTY = "deputy", "Deputy"
    IN_ATTENDANCE = "in_attendance", "In attendance"
    OBSERVER = "observer", "Observer"
    MINUTE_TAKER = "minute_taker", "Minute taker"
    PRESENTER = "presenter", "Presenter"
    TEMPORARY = "temporary", "Temporary member for an item"
    PUBLIC = "public", "Public"

    @property
    def is_given_by_hand(self) -> bool:
        """Say whether an officer records it as such: no seat, and no way out, gives it."""
        return self not in _COME_BY


_COME_BY = frozenset({Capacity.SEAT_HOLDER, Capacity.DEPUTY, Capacity.TEMPORARY})


class GatheringState(LabelledEnum):
    """Where a gathering stands, from plan to published record."""

    DRAFT = "draft", "Draft"
    NOTICE_GIVEN = "notice_given", "Notice given"
    PACK_SENT = "pack_sent", "Pack sent"
    IN_SESSION = "in_session", "In session"
    HELD = "held", "Held"
    MINUTES_DRAFT = "minutes_draft", "Minutes in draft"
    MINUTES_APPROVED = "minutes_approved", "Minutes approved"
    PUBLISHED = "published", "Published"
    CANCELLED = "cancelled", "Cancelled"


class ReminderKind(LabelledEnum):
    """What a reminder of a meeting asks for."""

    DECLARE_INTERESTS = "declare_interests", "Declare your interests"
    READ_PACK = "read_pack", "Read your pack"
    PAPER_DUE = "paper_due", "Hand in your paper"
    TREATMENT_WAITING = "treatment_waiting", "Rule on conflicts of interest"
    MINUTES_TO_CHECK = "minutes_to_check", "Check the minutes"
    ACTION_DUE = "action_due", "Do what you undertook"
    CONFLICT_FOUND = "conflict_found", "Say whether what was found is right"

    @property
    def is_timed(self) -> bool:
        """Say whether a committee's own period says when it is due."""
        return self is not ReminderKind.CONFLICT_FOUND

    @property
    def counts_on(self) -> bool:
        """Say whether its days are counted on from a day, not back from it."""
        return self is ReminderKind.MINUTES_TO_CHECK

    @property
    def is_asked_late(self) -> bool:
        """Say whether it is still asked where its day had passed when it came up."""
        return self not in _LOSES_ITS_POINT


_LOSES_ITS_POINT = frozenset({ReminderKind.DECLARE_INTERESTS, ReminderKind.READ_PACK})


class CalendarKind(LabelledEnum):
    """What a letter with a calendar entry says of a meeting."""

    INVITED = "meeting_invited", "The meeting is announced"
    MOVED = "meeting_moved", "The meeting has been moved"
    CANCELLED = "meeting_cancelled", "The meeting has been cancelled"


class CheckMoment(LabelledEnum):
    """When a quorum was assessed."""

    REPLIES = "replies", "At the replies"
    DISPATCH = "dispatch", "Before the pack is sent"
    START = "start", "At the start"
    ITEM = "item", "At the item"
    DECISION = "decision", "At the decision"


class PreflightCheck(LabelledEnum):
    """What is looked at before a pack goes out, in the order of the page."""

    NOTICE_NOT_GIVEN = "notice_not_given", "Notice of the meeting"
    NOTICE_SHORT = "notice_short", "Notice in clear days"
    PAPERS_SENT_LATE = "papers_sent_late", "Papers out in time"
    ENDS_BEFORE_START = "ends_before_start", "Start and end"
    NEXT_NOT_LATER = "next_not_later", "Next meeting"
    NOT_A_WORKING_DAY = "not_a_working_day", "Day of the meeting"
    IMPOSSIBLE_DATE = "impossible_date", "Dates in titles and places"
    DUPLICATE_REFERENCE = "duplicate_reference", "References"
    NO_SCOPE = "no_scope", "Committees in scope"
    NO_GROUND = "no_ground", "Ground of private items"
    NO_ORGANISATION = "no_organisation", "Affected organisations"
    ADDED_LATE = "added_late", "Items added after notice"
    COVER_GAP = "cover_gap", "Cover sheets"
    NO_ASSESSMENT = "no_assessment", "Impact assessments"
    PAPER_MISSING = "paper_missing", "Papers that are missing"
    PAPER_LATE = "paper_late", "Papers handed in late"
    PAPER_TOO_LONG = "paper_too_long", "Length of papers"
    PDF_INACCESSIBLE = "pdf_inaccessible", "Accessible papers"
    TWIN_MISSING = "twin_missing", "Redacted papers"
    HIDDEN_TEXT = "hidden_text", "Text that cannot be seen"
    UPLOAD_OPEN = "upload_open", "Office files that are no PDF yet"
    LEFT_OUT = "left_out", "What Office files hold besides"
    CONFLICT_OPEN = "conflict_open", "Conflicts of interest"
    NOT_QUORATE = "not_quorate", "Quorum forecast"
    INTERESTS_OLD = "interests_old", "Interests confirmed in the cycle"
    NOT_DECLARED = "not_declared", "Interests declared at all"


class CheckEffect(LabelledEnum):
    """What an open finding does to the pack, the strictest first."""

    BLOCKS = "blocks", "Stops the pack"
    WAIVABLE = "waivable", "Can be waived with a reason"
    TOLD = "told", "Is only shown"


class ReplyAnswer(LabelledEnum):
    """What somebody answers to the invitation to one sitting."""

    COMES = "comes", "Yes, in the room"
    REMOTE = "remote", "Yes, joining remotely"
    DEPUTY = "deputy", "No, my deputy comes"
    APOLOGIES = "apologies", "No, apologies"

    @property
    def is_coming(self) -> bool:
        """Say whether the person takes their seat themself."""
        return self in {ReplyAnswer.COMES, ReplyAnswer.REMOTE}
