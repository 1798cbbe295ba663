"""Committees in the admin: what has an action is saved by it, the rest is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.forms.models import construct_instance

from committees.actions import appointments, assistants, committees, deputies, seats
from committees.actions.committees import CommitteeDraft
from committees.enums import CommitteeKind
from committees.models import (
    Appointment,
    Assistant,
    Committee,
    Deputy,
    GroupCommittee,
    GroupInCommon,
    QuorumRule,
    Seat,
    SeatTerms,
    TermsOfReference,
)
from people.admin import HouseAdmin
from people.models import User


if TYPE_CHECKING:
    from django.http import HttpRequest

    AnyModelForm = forms.ModelForm[Any]
    AnyInline = admin.TabularInline[Any, Any]
else:
    AnyModelForm = forms.ModelForm
    AnyInline = admin.TabularInline

ESTABLISHED_WITH = (
    "name",
    "short_name",
    "slug",
    "kind",
    "organisations",
    "reference_pattern",
    "refers_to",
    "established_on",
)


class ActionForm(AnyModelForm):
    """A form whose rules the action states, in sentences, when it is saved."""

    def _post_clean(self) -> None:
        """Fill the row only: constraints would refuse it with a name, not a reason."""
        construct_instance(self, self.instance, self._meta.fields, self._meta.exclude)


class ReadOnlyAdmin(HouseAdmin):
    """Rows that nothing in the admin changes: their own pages do, by actions."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class AddedAdmin(HouseAdmin):
    """Rows that an action adds and another ends; `ended_by` is what may be set later."""

    form = ActionForm
    ended_by: tuple[str, ...] = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._is_administrator(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self.ended_by) and self._is_administrator(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ()
        shown = (*self.get_fields(request, obj),)
        return tuple(name for name in shown if name not in self.ended_by)


class ReadOnlyInline(AnyInline):
    """Rows below another row, to be read."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        user = request.user
        return isinstance(user, User) and user.is_active and user.is_staff


@admin.register(Committee)
class CommitteeAdmin(AddedAdmin):
    list_display = ("name", "kind", "established_on", "disestablished_on")
    list_filter = ("kind",)
    search_fields = ("name", "short_name")
    autocomplete_fields = ("organisations",)
    ended_by = ("disestablished_on",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ESTABLISHED_WITH if obj is None else (*ESTABLISHED_WITH, *self.ended_by)

    def save_model(
        self, request: HttpRequest, obj: Committee, form: Any, change: bool
    ) -> None:
        typed = form.cleaned_data
        if change:
            if typed["disestablished_on"] is not None:
                committees.disestablish(
                    committee=obj, on=typed["disestablished_on"], by=actor(request)
                )
            return
        obj.pk = committees.establish(
            draft=_draft(typed),
            organisations=list(typed["organisations"]),
            by=actor(request),
        ).pk


@admin.register(Seat)
class SeatAdmin(AddedAdmin):
    fields = ("committee", "title")
    list_display = ("title", "committee")
    list_filter = ("committee",)
    search_fields = ("title", "committee__name")

    def save_model(
        self, request: HttpRequest, obj: Seat, form: Any, change: bool
    ) -> None:
        obj.pk = seats.add(
            committee=obj.committee, title=obj.title, by=actor(request)
        ).pk


@admin.register(Appointment)
class AppointmentAdmin(AddedAdmin):
    fields = ("seat", "person", "from_on", "to_on")
    list_display = ("person", "seat", "committee", "from_on", "to_on")
    list_select_related = ("person", "seat__committee")
    list_filter = ("seat__committee",)
    autocomplete_fields = ("seat", "person")
    ended_by = ("to_on",)

    @admin.display(description="committee")
    def committee(self, row: Appointment) -> str:
        return str(row.seat.committee)

    def save_model(
        self, request: HttpRequest, obj: Appointment, form: Any, change: bool
    ) -> None:
        typed = form.cleaned_data
        if not change:
            obj.pk = appointments.appoint(**typed, by=actor(request)).pk
        elif typed["to_on"] is not None:
            appointments.end(appointment=obj, on=typed["to_on"], by=actor(request))


@admin.register(Deputy)
class DeputyAdmin(AppointmentAdmin):
    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        typed = form.cleaned_data
        if not change:
            obj.pk = deputies.name(**typed, by=actor(request)).pk
        elif typed["to_on"] is not None:
            deputies.end(deputy=obj, on=typed["to_on"], by=actor(request))


@admin.register(Assistant)
class AssistantAdmin(AddedAdmin):
    fields = ("appointment", "person", "from_on", "to_on")
    list_display = ("person", "appointment", "from_on", "to_on")
    list_select_related = ("person", "appointment__person", "appointment__seat")
    list_filter = ("appointment__seat__committee",)
    autocomplete_fields = ("person",)
    raw_id_fields = ("appointment",)
    ended_by = ("to_on",)

    def save_model(
        self, request: HttpRequest, obj: Assistant, form: Any, change: bool
    ) -> None:
        typed = form.cleaned_data
        if not change:
            obj.pk = assistants.name(**typed, by=actor(request)).pk
        elif typed["to_on"] is not None:
            assistants.end(assistant=obj, on=typed["to_on"], by=actor(request))


class SeatTermsInline(ReadOnlyInline):
    model = SeatTerms


class QuorumRuleInline(ReadOnlyInline):
    model = QuorumRule


@admin.register(TermsOfReference)
class TermsOfReferenceAdmin(ReadOnlyAdmin):
    """Read here; adopted on the committee's own page, seats and quorum in one."""

    list_display = ("committee", "version", "effective_from", "review_due_on")
    list_select_related = ("committee",)
    list_filter = ("committee",)
    inlines = (SeatTermsInline, QuorumRuleInline)


class GroupCommitteeInline(ReadOnlyInline):
    model = GroupCommittee


@admin.register(GroupInCommon)
class GroupInCommonAdmin(ReadOnlyAdmin):
    """Read here; formed on its own page, where the convening chair is chosen."""

    list_display = ("name", "convening_seat")
    list_select_related = ("convening_seat",)
    inlines = (GroupCommitteeInline,)


def actor(request: HttpRequest) -> User:
    """Return the signed-in user whom the admin let in."""
    assert isinstance(request.user, User)  # noqa: S101 - the door has let them in
    return request.user


def _draft(typed: dict[str, Any]) -> CommitteeDraft:
    kept = {name: typed[name] for name in ESTABLISHED_WITH if name != "organisations"}
    return CommitteeDraft(**{**kept, "kind": CommitteeKind(typed["kind"])})
