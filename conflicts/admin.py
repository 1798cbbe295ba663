"""Interests, rounds and training in the admin: to be read; their own pages change them.

Positions and a body's own rules are entered here as well, by their actions. The
restricted note stays out: an administrator is neither officer nor guardian.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin

from committees.admin import AddedAdmin, ReadOnlyAdmin, ReadOnlyInline, actor
from conflicts.actions import positions, rule_sets
from conflicts.actions.positions import PositionDraft
from conflicts.actions.rule_sets import RuleSetDraft
from conflicts.enums import Capacity, PublishedScope, TrainedGroup
from conflicts.models import (
    Attestation,
    Breach,
    Campaign,
    DeclarationRequest,
    Interest,
    InterestVersion,
    Position,
    RuleSet,
    TrainingCompletion,
)
from conflicts.models.rule_set import deciders_and_posts


if TYPE_CHECKING:
    from django.http import HttpRequest


class InterestVersionInline(ReadOnlyInline):
    """Who changed it when and why; how it read then may hold the restricted note."""

    model = InterestVersion
    fields = ("version", "reason", "written_at", "written_by")


@admin.register(Interest)
class InterestAdmin(ReadOnlyAdmin):
    exclude = ("restricted_note", "refusal_reason")
    list_display = ("person", "concern", "nature", "from_on", "to_on", "declared_on")
    list_select_related = ("person", "organisation")
    list_filter = ("nature", "is_indirect", "publication", "source")
    search_fields = (
        "person__family_name",
        "person__given_name",
        "organisation__name",
        "unlisted_name",
    )
    inlines = (InterestVersionInline,)


@admin.register(Breach)
class BreachAdmin(ReadOnlyAdmin):
    exclude = ("findings", "reporter")
    list_display = ("happened_on", "organisation", "nature", "closed_at")
    list_select_related = ("organisation",)
    list_filter = ("organisation",)


@admin.register(Position)
class PositionAdmin(AddedAdmin):
    fields = (
        "person",
        "organisation",
        "capacity",
        "title",
        "practice",
        "band",
        "can_commit",
        "line_manager",
        "from_on",
        "to_on",
    )
    list_display = ("person", "title", "organisation", "band", "from_on", "to_on")
    list_select_related = ("person", "organisation")
    list_filter = ("capacity",)
    search_fields = ("person__family_name", "person__given_name", "title")
    autocomplete_fields = ("person", "organisation", "practice", "line_manager")
    ended_by = ("to_on",)

    def save_model(
        self, request: HttpRequest, obj: Position, form: Any, change: bool
    ) -> None:
        typed = dict(form.cleaned_data)
        if change:
            if typed["to_on"] is not None:
                positions.end(position=obj, on=typed["to_on"], by=actor(request))
            return
        person, organisation = typed.pop("person"), typed.pop("organisation")
        typed["capacity"] = Capacity(typed["capacity"])
        obj.pk = positions.enter(
            person=person,
            organisation=organisation,
            draft=PositionDraft(**typed),
            by=actor(request),
        ).pk


@admin.register(RuleSet)
class RuleSetAdmin(AddedAdmin):
    """A body's own rules are added here, from today or later; none is ever changed."""

    fields = ("organisation", *(each.name for each in dataclasses.fields(RuleSetDraft)))
    list_display = ("name", "organisation", "effective_from", "published_scope")
    list_select_related = ("organisation",)
    list_filter = (("organisation", admin.EmptyFieldListFilter),)
    autocomplete_fields = ("organisation",)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if "organisation" in form.base_fields:
            # National rules come with a release, so that all installations agree.
            form.base_fields["organisation"].required = True
            form.base_fields["training_required_of"] = forms.MultipleChoiceField(
                label="Required modules are for",
                choices=TrainedGroup.choices(),
                initial=deciders_and_posts(),
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        return form

    def save_model(
        self, request: HttpRequest, obj: RuleSet, form: Any, change: bool
    ) -> None:
        typed = dict(form.cleaned_data)
        organisation = typed.pop("organisation")
        typed["published_scope"] = PublishedScope(typed["published_scope"])
        obj.pk = rule_sets.enter(
            organisation=organisation,
            draft=RuleSetDraft(**typed),
            by=actor(request),
        ).pk


@admin.register(TrainingCompletion)
class TrainingCompletionAdmin(ReadOnlyAdmin):
    list_display = ("person", "module", "completed_on", "expires_on", "source")
    list_select_related = ("person",)
    list_filter = ("module",)
    search_fields = ("person__family_name", "person__given_name")


class DeclarationRequestInline(ReadOnlyInline):
    model = DeclarationRequest


@admin.register(Campaign)
class CampaignAdmin(ReadOnlyAdmin):
    list_display = ("name", "kind", "organisation", "opens_on", "closed_at")
    list_select_related = ("organisation",)
    list_filter = ("kind",)
    inlines = (DeclarationRequestInline,)


@admin.register(Attestation)
class AttestationAdmin(ReadOnlyAdmin):
    list_display = ("person", "made_on", "is_nil", "source")
    list_select_related = ("person",)
    list_filter = ("is_nil", "source")
    search_fields = ("person__family_name", "person__given_name")
