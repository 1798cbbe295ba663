"""Interests with their history, gifts, breaches, and the rounds of declaring."""

from __future__ import annotations

from conflicts.models.attestation import Attestation, Confirmation
from conflicts.models.breach import Breach, BreachStatement
from conflicts.models.campaign import Campaign, DeclarationRequest
from conflicts.models.draft import DeclarationDraft
from conflicts.models.entry import Entry
from conflicts.models.gift import GiftOffer
from conflicts.models.guardian import (
    GuardianAdvice,
    GuardianAttestation,
    PublicationDecision,
)
from conflicts.models.interest import Interest, InterestVersion
from conflicts.models.office import Office
from conflicts.models.position import Position
from conflicts.models.register_import import ImportRow, RegisterImport
from conflicts.models.retention import LegalHold
from conflicts.models.return_file import ReturnFile, ReturnFilePerson
from conflicts.models.review import Review
from conflicts.models.rule_set import RuleSet
from conflicts.models.training import TrainingCompletion


__all__ = [
    "Attestation",
    "Breach",
    "BreachStatement",
    "Campaign",
    "Confirmation",
    "DeclarationDraft",
    "DeclarationRequest",
    "Entry",
    "GiftOffer",
    "GuardianAdvice",
    "GuardianAttestation",
    "ImportRow",
    "Interest",
    "InterestVersion",
    "LegalHold",
    "Office",
    "Position",
    "PublicationDecision",
    "RegisterImport",
    "ReturnFile",
    "ReturnFilePerson",
    "Review",
    "RuleSet",
    "TrainingCompletion",
]
