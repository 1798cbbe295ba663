"""Everything the house holds about a person, room by room, and what is left out.

A row names a model, the ways from it to the person, and the fields that are theirs.
Fields that would tell of others are not named: who recorded it, whom a ruling
concerned, who reported a breach. A sweep checks that every way to a person is here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Holding:
    """Rows of one model about a person: how they lead to the person, what is told.

    `own` are fields told to the person themself only: the words of letters and
    drafts, and the devices they signed in with, are no business of an officer.
    `body` leads to the bodies a row belongs to: an officer exports those of their own.
    `unless_withheld` are fields left out where the person is kept from the item.
    """

    room: str
    title: str
    model: str
    person: tuple[str, ...]
    fields: tuple[str, ...]
    own: tuple[str, ...] = ()
    body: str = ""
    unless_withheld: tuple[str, ...] = ()


WORDING = (
    "nature",
    "tie",
    "is_indirect",
    "relationship",
    "organisation__name",
    "unlisted_name",
    "company_number",
    "description",
    "may_touch",
    "restricted_note",
    "mitigation",
    "arose_on",
    "became_aware_on",
    "declared_on",
    "from_on",
    "to_on",
    "source",
    "source_on",
    "source_reference",
    "publication",
    "consents_to_publication",
    "refusal_reason",
    "version",
)
MEETING = ("gathering__title", "gathering__held_on")
ITEM = ("item__reference", "item__gathering__title", "item__gathering__held_on")
BY_GATHERING = "gathering__sittings__committee__organisations"
BY_ITEM = "item__gathering__sittings__committee__organisations"

HOLDINGS: tuple[Holding, ...] = (
    Holding(
        "people",
        "Name and addresses",
        "people.Person",
        ("pk", "merged_into"),
        (
            "title",
            "given_name",
            "family_name",
            "email",
            "telephone",
            "postal_address",
        ),
    ),
    Holding(
        "people",
        "Sign-in",
        "people.User",
        ("person",),
        ("email", "is_active", "joined_on", "last_login"),
    ),
    Holding(
        "people",
        "Addresses for signing in",
        "account.EmailAddress",
        ("user__person",),
        ("email", "verified", "primary"),
    ),
    Holding(
        "people",
        "Devices signed in with",
        "usersessions.UserSession",
        ("user__person",),
        ("created_at",),
        own=("ip", "user_agent", "last_seen_at"),
    ),
    Holding(
        "notices",
        "Letters",
        "notices.Letter",
        ("person",),
        ("kind", "status", "channel", "planned_at", "sent_at"),
        own=("addressed_to", "subject", "text"),
    ),
    Holding(
        "commissioning",
        "Posts",
        "commissioning.Post",
        ("person",),
        ("organisation__name", "role", "from_on", "to_on"),
    ),
    Holding(
        "committees",
        "Seats",
        "committees.Appointment",
        ("person",),
        ("seat__committee__name", "seat__title", "from_on", "to_on"),
    ),
    Holding(
        "committees",
        "Deputyships",
        "committees.Deputy",
        ("person",),
        ("seat__committee__name", "seat__title", "from_on", "to_on"),
    ),
    Holding(
        "conflicts",
        "Positions",
        "conflicts.Position",
        ("person",),
        (
            "organisation__name",
            "capacity",
            "title",
            "band",
            "can_commit",
            "practice__name",
            "from_on",
            "to_on",
        ),
    ),
    Holding(
        "conflicts",
        "Interests",
        "conflicts.Interest",
        ("person",),
        (*WORDING, "recorded_at", "last_confirmed_on", "purged_at"),
    ),
    Holding(
        "conflicts",
        "How interests read before",
        "conflicts.InterestVersion",
        ("person",),
        (*WORDING, "person_name", "organisation_name", "reason", "known_from"),
    ),
    Holding(
        "conflicts",
        "Questions and agreements about interests and gifts",
        "conflicts.Review",
        ("interest__person", "gift__person"),
        ("act", "words", "written_at"),
    ),
    Holding(
        "conflicts",
        "Decisions on publication",
        "conflicts.PublicationDecision",
        ("interest__person", "gift__person"),
        ("state", "reason", "review_on", "decided_at"),
    ),
    Holding(
        "conflicts",
        "Returns",
        "conflicts.Attestation",
        ("person",),
        ("made_on", "is_nil", "statement", "source", "source_on", "recorded_at"),
    ),
    Holding(
        "conflicts",
        "What was said of each interest",
        "conflicts.Confirmation",
        ("attestation__person",),
        ("attestation__made_on", "interest", "version", "answer"),
    ),
    Holding(
        "conflicts",
        "Requests to declare",
        "conflicts.DeclarationRequest",
        ("person",),
        ("campaign__name", "why", "asked_on", "due_on", "dropped_at", "drop_reason"),
    ),
    Holding(
        "conflicts",
        "Drafts",
        "conflicts.DeclarationDraft",
        ("person",),
        ("started_at", "saved_at"),
        own=("answers",),
    ),
    Holding(
        "conflicts",
        "Signed returns in files",
        "conflicts.ReturnFilePerson",
        ("person",),
        ("return_file__signed_on", "first_page", "is_nil"),
    ),
    Holding(
        "conflicts",
        "Gifts and hospitality",
        "conflicts.GiftOffer",
        ("person",),
        (
            "organisation__name",
            "kind",
            "giver_kind",
            "description",
            "value_pence",
            "offered_on",
            "received_on",
            "outcome",
            "reason",
            "advice",
            "declared_on",
            "source",
            "source_on",
            "publication",
        ),
    ),
    Holding(
        "conflicts",
        "Training",
        "conflicts.TrainingCompletion",
        ("person",),
        ("module", "completed_on", "expires_on", "source"),
    ),
    Holding(
        "conflicts",
        "Legal holds",
        "conflicts.LegalHold",
        ("person",),
        ("organisation__name", "placed_at", "lifted_at"),
    ),
    Holding(
        "conflicts",
        "Possible breaches about an interest",
        "conflicts.Breach",
        ("interest__person",),
        ("happened_on", "state", "investigated_on", "public_words"),
    ),
    Holding(
        "conflicts",
        "Rows of an imported register",
        "conflicts.ImportRow",
        ("interest__person",),
        ("register_import__register_date", "number", "cells"),
    ),
    Holding(
        "meetings",
        "Attendance",
        "meetings.Attendance",
        ("person",),
        (
            "sitting__committee__name",
            "sitting__gathering__held_on",
            "capacity",
            "sent_apologies",
        ),
        body="sitting__committee__organisations",
    ),
    Holding(
        "meetings",
        "Comings and goings",
        "meetings.PresenceEvent",
        ("person",),
        (*MEETING, "kind", "place", "happened_at"),
        body=BY_GATHERING,
    ),
    Holding(
        "meetings",
        "Conflicts handled",
        "meetings.ConflictRow",
        ("person",),
        (
            *ITEM,
            "sitting__committee__name",
            "state",
            "participation",
            "papers",
            "ruled_on",
        ),
        body="sitting__committee__organisations",
        unless_withheld=("state_reason", "treatment_reason"),
    ),
    Holding(
        "meetings",
        "Why a conflict was seen",
        "meetings.ConflictGround",
        ("row__person",),
        ("row__item__reference", "row__item__gathering__held_on", "severity"),
        body="row__sitting__committee__organisations",
        unless_withheld=("trace",),
    ),
    Holding(
        "meetings",
        "Rulings made",
        "meetings.ConflictRow",
        ("ruled_by",),
        (*ITEM, "ruled_on"),
        body="sitting__committee__organisations",
    ),
    Holding(
        "meetings",
        "Meetings convened",
        "meetings.Gathering",
        ("convening_chair",),
        ("title", "held_on"),
        body="sittings__committee__organisations",
    ),
    Holding(
        "meetings",
        "Sittings chaired",
        "meetings.Sitting",
        ("chair",),
        ("committee__name", "gathering__held_on"),
        body="committee__organisations",
    ),
    Holding(
        "meetings",
        "Items led",
        "meetings.Item",
        ("lead",),
        ("reference", *MEETING),
        body=BY_GATHERING,
    ),
    Holding(
        "meetings",
        "Cover sheets written",
        "meetings.CoverSheet",
        ("author",),
        ITEM,
        body=BY_ITEM,
    ),
    Holding(
        "packs",
        "Packs",
        "packs.PackCopy",
        ("person",),
        (
            "pack__gathering__title",
            "pack__gathering__held_on",
            "pages",
            "built_at",
            "revoked_at",
        ),
        body="pack__gathering__sittings__committee__organisations",
    ),
    Holding(
        "packs",
        "Packs opened",
        "packs.PackOpening",
        ("user__person",),
        ("copy__pack__gathering__title", "opened_at"),
        body="copy__pack__gathering__sittings__committee__organisations",
    ),
    Holding(
        "decisions",
        "Actions",
        "decisions.Action",
        ("owner",),
        ("description", "due_on", "opened_at", "outcome", "closed_at"),
        body="sitting__committee__organisations",
    ),
)
# Ways to a person that tell of somebody else's record: each with its reason.
LEFT_OUT: dict[tuple[str, str], str] = {
    ("conflicts.Position", "line_manager"): "the position is the managed person's",
    ("people.Person", "merged_into"): "told under name and addresses",
    ("admin.LogEntry", "user"): "what an administrator configured is no personal data",
}
