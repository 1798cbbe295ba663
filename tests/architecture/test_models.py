"""Every row says what it is, whether it may change, and who did it when."""

from __future__ import annotations

import inspect

import pytest
from django.apps import apps
from django.db import models

from tests.architecture.rooms import HEIGHT


OUR_MODELS = [
    model
    for model in apps.get_models()
    if model._meta.app_label in HEIGHT and not model._meta.auto_created
]

# The record proper: rows that nobody, not even we, can change or delete.
APPEND_ONLY = {
    "conflicts.Attestation",
    "conflicts.Confirmation",
    "conflicts.GuardianAdvice",
    "conflicts.GuardianAttestation",
    "conflicts.InterestVersion",
    "conflicts.PublicationDecision",
    "conflicts.Review",
    "core.AuditEvent",
    "decisions.Decision",
    "decisions.Minutes",
    "decisions.MinutesCheck",
    "meetings.AgendaConfirmation",
    "meetings.ChecklistClosing",
    "meetings.ConfirmationAnswer",
    "meetings.PaperVersion",
    "meetings.PaperReading",
    "meetings.PreflightRecord",
    "meetings.PreflightSetting",
    "meetings.PreflightWaiver",
    "meetings.QuorumCheck",
    "meetings.ReminderPeriod",
    "meetings.StandingRulingScope",
    "packs.PackOpening",
    "packs.PackPosting",
    "publishing.RegisterEdition",
    "publishing.ReleasedPaper",
}
# Rows that change by their actions, and are never deleted.
NEVER_DELETED = {
    "conflicts.Breach",
    "conflicts.GiftOffer",
    "conflicts.Interest",
    "decisions.Action",
    "decisions.MinuteNote",
    "decisions.MinutesApproval",
    "decisions.RatificationDraft",
    "meetings.ConflictRow",
    "meetings.LateReason",
    "meetings.PaperUpload",
    "meetings.PresenceEvent",
    "meetings.RedactedTwin",
    "meetings.Remedy",
    "meetings.StandingRuling",
    "meetings.Tabling",
    "packs.PackRecall",
    "publishing.Release",
}


def _protects(model, operation):
    return any(
        operation in str(trigger.operation)
        for trigger in getattr(model._meta, "triggers", [])
        if type(trigger).__name__ == "Protect"
    )


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_model_says_what_a_row_is(model):
    words = inspect.getdoc(model) or ""

    assert not words.startswith(f"{model.__name__}("), "write one sentence"
    assert words.split("\n")[0].endswith((".", ":")) or len(words.split("\n")) > 1


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_append_only_rows_are_declared_and_protected(model):
    is_protected = _protects(model, "UPDATE")

    assert is_protected == (model._meta.label in APPEND_ONLY)
    if model._meta.label in APPEND_ONLY | NEVER_DELETED:
        assert _protects(model, "DELETE")


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_moments_and_people_come_in_pairs(model):
    """A moment without a name, or a name without a moment, is half a record."""
    names = {field.name: field for field in model._meta.concrete_fields}
    constrained = {
        name
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint)
        for name, _ in _leaves(constraint.condition)
    }

    for name, field in names.items():
        if not name.endswith("_by") or not isinstance(field, models.ForeignKey):
            continue
        moment = name.removesuffix("_by") + "_at"
        if field.related_model._meta.label == "people.User":
            assert moment in names, f"{name} has no {moment}"
            assert field.null == names[moment].null
            if field.null:
                assert {name, moment} <= {part.split("__")[0] for part in constrained}


def _leaves(condition):
    for child in condition.children:
        if isinstance(child, tuple):
            yield child
        elif hasattr(child, "children"):
            yield from _leaves(child)


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_nothing_cascades_without_saying_so(model):
    """Deleting one row must not silently take others: PROTECT unless argued."""
    argued = {
        "committees.GroupCommittee.group",
        "meetings.ItemContributor.item",
        "meetings.ItemScope.item",
        "meetings.ItemSubject.item",
        "meetings.CoverSheet.item",
        "meetings.ConflictGround.row",
    }

    cascading = {
        f"{model._meta.label}.{field.name}"
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and field.remote_field.on_delete is models.CASCADE
    }

    assert cascading <= argued
