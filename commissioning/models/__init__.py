"""Rows of this room: organisations, dated links, levels, functions, posts."""

from __future__ import annotations

from commissioning.models.delegation import CommissioningFunction, DelegationRule
from commissioning.models.level import CommissioningLevel
from commissioning.models.organisation import Organisation, OrganisationName
from commissioning.models.organisation_link import OrganisationLink
from commissioning.models.post import Post
from commissioning.models.source_file import (
    LinkStatement,
    OrganisationStatement,
    SourceFile,
)


__all__ = [
    "CommissioningFunction",
    "CommissioningLevel",
    "DelegationRule",
    "LinkStatement",
    "Organisation",
    "OrganisationLink",
    "OrganisationName",
    "OrganisationStatement",
    "Post",
    "SourceFile",
]
