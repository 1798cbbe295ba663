"""The states of a letter and the ways it travels."""

from __future__ import annotations

from core.enums import LabelledEnum


class Status(LabelledEnum):
    """Where one letter stands."""

    PLANNED = "planned", "Planned"
    CLAIMED = "claimed", "About to be sent"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    TO_PRINT = "to_print", "To be printed and posted"
    UNCERTAIN = "uncertain", "Uncertain"
    FAILED = "failed", "Failed"
    BOUNCED = "bounced", "Came back"
    TOGETHER = "together", "In one letter with others"
    DROPPED = "dropped", "Not needed any more"


class Channel(LabelledEnum):
    """How one letter travels."""

    MAIL = "mail", "E-mail"
    POST = "post", "Post"


class KnownHow(LabelledEnum):
    """How an officer knows that an uncertain letter has arrived."""

    ASKED = "asked", "They said so when asked"
    ACTED = "acted", "They did what the letter asks"
    LOG = "log", "The mail server’s log shows that it was delivered"
    SEEN = "seen", "I saw it at their place, on paper or on a screen"


class ReturnKind(LabelledEnum):
    """What came to the address for returned mail."""

    FAILED = "failed", "Says that a letter was not delivered"
    DELAYED = "delayed", "Says that a letter is late"
    NO_FAILURE = "no_failure", "Says that a letter was delivered or passed on"
    NO_REPORT = "no_report", "Not a report of a mail server"
    UNREADABLE = "unreadable", "Cannot be read"
    TOO_LARGE = "too_large", "Too large to be read"


class Match(LabelledEnum):
    """Which letter returned mail is about."""

    MARKED = "marked", "The letter was marked as come back"
    NOTED = "noted", "The letter stays as it is"
    UNKNOWN = "unknown", "No letter found"
    OTHER_ADDRESS = "other_address", "Names an address to which no such letter went"
