"""The fixed lists that only rows use: kinds, statuses, roles, files."""

from __future__ import annotations

from core.enums import LabelledEnum


class OrganisationKind(LabelledEnum):
    """What sort of body an organisation is."""

    CCG = "ccg", "Clinical commissioning group"
    ICB = "icb", "Integrated care board"
    SUB_ICB = "sub_icb", "Sub-ICB location"
    COMMISSIONING_HUB = "commissioning_hub", "Commissioning hub"
    REGION = "region", "Region"
    AREA_TEAM = "area_team", "Area team or local office"
    PRACTICE = "practice", "GP practice"
    PRESCRIBER = "prescriber", "Other prescribing cost centre"
    PCN = "pcn", "Primary care network"
    FEDERATION = "federation", "Federation"
    COUNCIL = "council", "Council"
    HEALTHWATCH = "healthwatch", "Healthwatch"
    TRUST = "trust", "NHS trust"
    LMC = "lmc", "Local medical committee"
    CSU = "csu", "Commissioning support unit"
    NHS_ENGLAND = "nhs_england", "NHS England"
    COMPANY = "company", "Company"
    CHARITY = "charity", "Charity"
    OTHER = "other", "Other organisation"


class OrganisationStatus(LabelledEnum):
    """Whether a body is at work; dormant and proposed carry no date of their own."""

    ACTIVE = "active", "Active"
    CLOSED = "closed", "Closed"
    DORMANT = "dormant", "Dormant"
    PROPOSED = "proposed", "Proposed"


class Basis(LabelledEnum):
    """Where a dated row comes from: only the importer touches rows from ODS."""

    ODS = "ods", "ODS files"
    RECORDED = "recorded", "Recorded by an officer"


class PostRole(LabelledEnum):
    """The work a person does for one organisation, from day to day."""

    OFFICER = "officer", "Governance officer"
    GUARDIAN = "guardian", "Conflicts of interest guardian"
    AUDITOR = "auditor", "Auditor"
    AUTHOR = "author", "Paper author"


class SourceKind(LabelledEnum):
    """The kinds of ODS and neighbouring files that are taken."""

    ECCG = "eccg", "eccg: CCGs and commissioning hubs"
    EAUTH = "eauth", "eauth: regions and local offices"
    EPRACCUR = "epraccur", "epraccur: practices and prescribing cost centres"
    EPCMEM = "epcmem", "epcmem: history of practices' commissioners"
    EBRANCHS = "ebranchs", "ebranchs: branch surgeries"
    ETR = "etr", "etr: NHS trusts"
    EPCN = "epcn", "ePCN: primary care networks"
    SUCCESSION = "succession", "ccg_succession: closed CCGs and their successors"
    LIST_NHSBSA = "list_nhsbsa", "NHSBSA patient list size"
    LIST_NHSD = "list_nhsd", "Patients registered at a GP practice"
