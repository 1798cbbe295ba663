"""References to organisations, and the words of levels, functions and links."""

from __future__ import annotations

import enum
from typing import NewType

from core.enums import LabelledEnum


OrgRef = NewType("OrgRef", int)
"""The id of an organisation, without its row."""


class Level(enum.IntEnum):
    """How far NHS England shares general practice commissioning (docs/field.md 2.2)."""

    GREATER_INVOLVEMENT = 1
    JOINT = 2
    DELEGATED = 3

    @property
    def label(self) -> str:
        """Name the level as papers do."""
        words = {1: "greater involvement", 2: "joint", 3: "delegated"}
        return f"Level {self.value}: {words[self.value]} commissioning"

    @classmethod
    def choices(cls) -> list[tuple[int, str]]:
        """List value and label, as a form or a model field wants them."""
        return [(each.value, each.label) for each in cls]


class Function(LabelledEnum):
    """What is being commissioned or decided (docs/field.md 8.1 and 8.2)."""

    GENERAL_PRACTICE = "general_practice", "General practice commissioning"
    LOCAL_CONTRACTS = "local_contracts", "Local contracts (GMS, PMS, APMS)"
    ENHANCED_SERVICES = "enhanced_services", "Enhanced services"
    INCENTIVE_SCHEMES = "incentive_schemes", "Local incentive schemes"
    BUDGET = "budget", "GP budget management"
    CONTRACT_PERFORMANCE = "contract_performance", "Contractual performance"
    SANCTIONS = "sanctions", "Contractual sanctions"
    DISCRETIONARY_PAYMENTS = "discretionary_payments", "Discretionary payments"
    PRACTICE_CHANGES = "practice_changes", "New practices, mergers and closures"
    PROCUREMENT = "procurement", "Procurement"
    PREMISES = "premises", "Premises and rent"
    STRATEGY = "strategy", "Needs and strategy"
    PHARMACY_EYE_DENTAL = "pharmacy_eye_dental", "Pharmacy, eye health and dental"
    PERFORMERS_LIST = "performers_list", "Performers list, appraisal, revalidation"
    OWN_BUSINESS = "own_business", "The committee's own business"


class LinkKind(LabelledEnum):
    """How one organisation (the source) is tied to another (the target)."""

    MEMBER_OF = "member_of", "is a member practice of"
    IN_NETWORK = "in_network", "is in the network"
    IN_FEDERATION = "in_federation", "is a member of"
    OWNED_BY = "owned_by", "is owned by"
    PART_OF = "part_of", "is part of"
    PREDECESSOR_OF = "predecessor_of", "was succeeded by"
    LANDLORD_OF = "landlord_of", "is the landlord of"
    COMMISSIONED_BY = "commissioned_by", "is commissioned by"
    HOSTS = "hosts", "hosts"


class Power(LabelledEnum):
    """What a body may do with a matter."""

    DECIDE = "decide", "may decide"
    RECOMMEND = "recommend", "may only recommend"
    NONE = "none", "may not decide or recommend"

    def is_at_least(self, other: Power) -> bool:
        """Say whether this power reaches as far as `other`."""
        order = [Power.NONE, Power.RECOMMEND, Power.DECIDE]
        return order.index(self) >= order.index(other)
