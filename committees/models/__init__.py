"""Standing bodies, their terms, seats and holders."""

from __future__ import annotations

from committees.models.appointment import Appointment, Assistant, Deputy
from committees.models.committee import Committee
from committees.models.group_in_common import GroupCommittee, GroupInCommon
from committees.models.quorum_rule import QuorumRule
from committees.models.seat import Seat, SeatTerms
from committees.models.terms_of_reference import TermsOfReference


__all__ = [
    "Appointment",
    "Assistant",
    "Committee",
    "Deputy",
    "GroupCommittee",
    "GroupInCommon",
    "QuorumRule",
    "Seat",
    "SeatTerms",
    "TermsOfReference",
]
