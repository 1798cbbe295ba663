"""What the packs hold about a person: copies, who opened them, what went by post."""

from __future__ import annotations

from desk.facts.holding import Holding


PACKS: tuple[Holding, ...] = (
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
        "packs",
        "Packs posted",
        "packs.PackPosting",
        ("copy__person",),
        ("copy__pack__gathering__title", "posted_on"),
        body="copy__pack__gathering__sittings__committee__organisations",
    ),
    Holding(
        "packs",
        "Copies taken back",
        "packs.PackRecall",
        ("copy__person",),
        (
            "copy__pack__gathering__title",
            "recalled_at",
            "opened_at",
            "answer",
            "answered_on",
        ),
        body="copy__pack__gathering__sittings__committee__organisations",
    ),
)
