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
    TOGETHER = "together", "In one letter with others"
    DROPPED = "dropped", "Not needed any more"


class Channel(LabelledEnum):
    """How one letter travels."""

    MAIL = "mail", "E-mail"
    POST = "post", "Post"
