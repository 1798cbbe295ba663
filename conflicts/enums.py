"""Choices of interests, their sources and their matches (domain.md 5)."""

from __future__ import annotations

from core.enums import LabelledEnum


class Nature(LabelledEnum):
    """What a person may gain; whether it is indirect is a separate axis."""

    FINANCIAL = "financial", "Financial"
    PROFESSIONAL = "professional", "Non-financial professional"
    PERSONAL = "personal", "Non-financial personal"


class SourceKind(LabelledEnum):
    """How a declaration or a ruling reached the record."""

    SELF = "self", "Entered by the person"
    EMAIL = "email", "E-mail"
    TELEPHONE = "telephone", "Telephone"
    PAPER = "paper", "Paper form"
    MEETING = "meeting", "Spoken at a meeting"


class PublicationState(LabelledEnum):
    """What the public register shows of an interest (domain.md 5.7)."""

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


class ClassKind(LabelledEnum):
    """A class of organisations that an item may touch as a whole."""

    PRACTICES_OF = "practices_of", "All practices of"
