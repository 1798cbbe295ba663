"""Persons and users in the admin: every save is an action, nothing is deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin, messages
from django.shortcuts import redirect

from core.errors import RuleBroken
from people import door
from people.actions import persons, users
from people.models import Person, User


if TYPE_CHECKING:
    from django.forms import ModelForm
    from django.http import HttpRequest

    AnyModelAdmin = admin.ModelAdmin[Any]
else:
    AnyModelAdmin = admin.ModelAdmin

# One way in: codes, rate limits and ended sign-ins hold for the admin as well.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign] # as allauth says to

PERSON_FIELDS = (
    "title",
    "given_name",
    "family_name",
    "email",
    "telephone",
    "postal_address",
)


class HouseAdmin(AnyModelAdmin):
    """The door decides, actions write, nothing is deleted, refusals are sentences."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._is_administrator(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_administrator(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except RuleBroken as refusal:
            # The transaction around the view has been rolled back by then.
            self.message_user(request, refusal.verdict.reason, messages.ERROR)
            return redirect(request.get_full_path())

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        return form.save(commit=False)

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        """Write nothing: the action has written all."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Leave the trail to the action's audit event."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Leave the trail to the action's audit event."""

    @staticmethod
    def _is_administrator(request: HttpRequest) -> bool:
        user = request.user
        return isinstance(user, User) and user.is_active and user.is_staff


@admin.register(Person)
class PersonAdmin(HouseAdmin):
    fields = (*PERSON_FIELDS, "merged_into")
    readonly_fields = ("merged_into",)
    list_display = ("family_name", "given_name", "title", "email", "merged_into")
    list_filter = (("merged_into", admin.EmptyFieldListFilter),)
    search_fields = ("family_name", "given_name", "email")
    actions = ("merge_two",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and bool(
            door.may(request.user, "enter", Person)
        )

    def has_change_permission(
        self, request: HttpRequest, obj: Person | None = None
    ) -> bool:
        if obj is None or not isinstance(request.user, User):
            return self._is_administrator(request)
        return bool(door.may(request.user, "correct", obj))

    def save_model(
        self, request: HttpRequest, obj: Person, form: ModelForm[Person], change: bool
    ) -> None:
        assert isinstance(request.user, User)  # noqa: S101 - the door has let them in
        wanted = {name: form.cleaned_data[name] for name in PERSON_FIELDS}
        if change:
            persons.correct(person=obj, by=request.user, **wanted)
        else:
            obj.pk = persons.enter(by=request.user, **wanted).pk

    @admin.action(description="Merge the second of two people into the first entered")
    def merge_two(self, request: HttpRequest, queryset: Any) -> None:
        assert isinstance(request.user, User)  # noqa: S101 - the door has let them in
        chosen = list(queryset.order_by("pk")[:3])
        if len(chosen) != 2:
            self.message_user(request, "Choose exactly two people.", messages.ERROR)
            return
        into, duplicate = chosen
        try:
            persons.merge(duplicate=duplicate, into=into, by=request.user)
        except RuleBroken as refusal:
            self.message_user(request, refusal.verdict.reason, messages.ERROR)
        else:
            self.message_user(request, f"Merged into {into}.", messages.SUCCESS)


@admin.register(User)
class UserAdmin(HouseAdmin):
    list_display = ("email", "person", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    list_select_related = ("person",)
    search_fields = ("email", "person__family_name", "person__given_name")
    autocomplete_fields = ("person",)

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is None:
            return ("email", "person")
        return ("email", "person", "is_active", "is_staff", "joined_on", "last_login")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is None:
            return ()
        own = ("is_active", "is_staff") if obj == request.user else ()
        return ("email", "person", "joined_on", "last_login", *own)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and bool(
            door.may(request.user, "invite", User)
        )

    def has_change_permission(
        self, request: HttpRequest, obj: User | None = None
    ) -> bool:
        return self._is_administrator(request)

    def save_model(
        self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool
    ) -> None:
        by = request.user
        assert isinstance(by, User)  # noqa: S101 - the door has let them in
        if not change:
            wanted = form.cleaned_data
            obj.pk = users.invite(
                email=wanted["email"], person=wanted["person"], by=by
            ).pk
            return
        if "is_active" in form.changed_data:
            act = users.reactivate if obj.is_active else users.deactivate
            act(user=obj, by=by)
        if "is_staff" in form.changed_data:
            users.set_administrator(user=obj, is_administrator=obj.is_staff, by=by)
