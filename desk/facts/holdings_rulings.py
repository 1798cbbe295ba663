"""What is held of somebody's standing rulings, contributions and confirmations."""

from __future__ import annotations

from desk.facts.holding import BY_GATHERING, BY_ITEM, ITEM, MEETING, Holding


RULINGS: tuple[Holding, ...] = (
    Holding(
        "meetings",
        "Standing rulings made",
        "meetings.StandingRuling",
        ("ruled_by",),
        ("number", "ruled_on", "from_on", "to_on", "withdrawn_on"),
        body="committees__organisations",
    ),
    Holding(
        "meetings",
        "Items contributed to",
        "meetings.ItemContributor",
        ("person",),
        (*ITEM, "role"),
        body=BY_ITEM,
    ),
    Holding(
        "meetings",
        "Agendas gone through",
        "meetings.AgendaConfirmation",
        ("person",),
        (*MEETING, "confirmed_on", "source"),
        body=BY_GATHERING,
    ),
    Holding(
        "meetings",
        "What was said of conflicts found",
        "meetings.ConfirmationAnswer",
        ("confirmation__person",),
        ("row__item__reference", "confirmation__confirmed_on", "answer"),
        body="row__sitting__committee__organisations",
        unless_withheld=("words",),
    ),
    Holding(
        "meetings",
        "Advice on conflicts handled",
        "meetings.ConflictAdvice",
        ("row__person",),
        ("row__item__reference", "given_on"),
        body="row__sitting__committee__organisations",
        unless_withheld=("words",),
    ),
    Holding(
        "meetings",
        "Advice given on conflicts",
        "meetings.ConflictAdvice",
        ("advisor",),
        ("row__item__reference", "given_on", "words"),
        body="row__sitting__committee__organisations",
    ),
    Holding(
        "meetings",
        "Reasons given why a late item cannot wait",
        "meetings.LateReason",
        ("chair",),
        ("item__reference", "given_on", "words"),
        body=BY_ITEM,
    ),
    Holding(
        "meetings",
        "Papers tabled",
        "meetings.Tabling",
        ("tabled_by",),
        ("version__paper__item__reference", "tabled_at", "is_taken"),
        body="sitting__committee__organisations",
    ),
    Holding(
        "meetings",
        "Checklists closed",
        "meetings.ChecklistClosing",
        ("chaired_by",),
        (*MEETING, "stage", "closed_on"),
        body=BY_GATHERING,
    ),
)
