"""Organisations, posts, ties, levels and schemes in the admin: saves are actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.forms import ModelForm

from commissioning.actions import delegation, levels, links, organisations, posts
from commissioning.enums import OrganisationKind, PostRole
from commissioning.models import (
    CommissioningFunction,
    CommissioningLevel,
    DelegationRule,
    LinkStatement,
    Organisation,
    OrganisationLink,
    OrganisationName,
    OrganisationStatement,
    Post,
    SourceFile,
)
from commissioning.values import Function, Level, LinkKind, Power
from people.admin import HouseAdmin
from people.models import User


if TYPE_CHECKING:
    from django.http import HttpRequest


class ReadOnlyAdmin(HouseAdmin):
    """Rows that no action changes by hand: they can be looked at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ActionForm(ModelForm):  # type: ignore[type-arg] # of any model
    """Checks shape only: the action refuses in sentences what a constraint forbids."""

    def _post_clean(self) -> None:
        # Django's own words for a broken constraint would name it and say no more.
        self.instance.validate_constraints = _ask_nothing
        super()._post_clean()  # type: ignore[misc] # not in the stubs

    def validate_unique(self) -> None:
        """Leave uniqueness to the action."""


def _ask_nothing(exclude: Any = None) -> None:
    """Stand in for a check that the action makes."""


class ActingAdmin(HouseAdmin):
    """Rows that are added by one action and ended by another.

    `ending` is the one field that an existing row offers.
    """

    ending: str = ""
    form = ActionForm

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._is_administrator(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_administrator(request) and (obj is None or bool(self.ending))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        names = [field.name for field in self.opts.concrete_fields]
        if obj is None:
            return [name for name in names if name not in self.get_fields(request)]
        return [name for name in names if name != self.ending]

    def save_model(
        self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool
    ) -> None:
        by = request.user
        assert isinstance(by, User)  # noqa: S101 - the door has let them in
        if not change:
            obj.pk = self.begin(form.cleaned_data, by).pk
        elif self.ending in form.changed_data and form.cleaned_data[self.ending]:
            self.finish(obj, form.cleaned_data[self.ending], by)

    def begin(self, wanted: dict[str, Any], by: User) -> Any:
        """Call the action that adds a row."""
        raise NotImplementedError

    def finish(self, obj: Any, day: Any, by: User) -> None:
        """Call the action that ends a row."""
        raise NotImplementedError


@admin.register(Organisation)
class OrganisationAdmin(ActingAdmin):
    ending = "closed_on"
    list_display = ("name", "code", "kind", "status", "opened_on", "closed_on")
    list_filter = ("kind", "status", "is_invented")
    search_fields = ("name", "code", "postcode")

    def get_fields(self, request: HttpRequest, obj: Organisation | None = None) -> Any:
        if obj is not None:
            return [field.name for field in self.opts.concrete_fields[1:]]
        return (
            "name",
            "kind",
            "code",
            "opened_on",
            "address",
            "postcode",
            "company_number",
            "is_invented",
        )

    def begin(self, wanted: dict[str, Any], by: User) -> Organisation:
        kind = OrganisationKind(wanted.pop("kind"))
        return organisations.record(**wanted, kind=kind, by=by)

    def finish(self, obj: Organisation, day: Any, by: User) -> None:
        organisations.close(organisation=obj, closed_on=day, by=by)


@admin.register(OrganisationLink)
class OrganisationLinkAdmin(ActingAdmin):
    ending = "to_on"
    fields = ("kind", "source", "target", "from_on", "to_on")
    list_display = ("source", "kind", "target", "from_on", "to_on", "basis")
    list_filter = ("kind", "basis")
    list_select_related = ("source", "target")
    search_fields = ("source__name", "source__code", "target__name", "target__code")
    autocomplete_fields = ("source", "target")

    def begin(self, wanted: dict[str, Any], by: User) -> OrganisationLink:
        kind = LinkKind(wanted.pop("kind"))
        return links.open(**wanted, kind=kind, by=by)

    def finish(self, obj: OrganisationLink, day: Any, by: User) -> None:
        links.end(link=obj, to_on=day, by=by)


@admin.register(Post)
class PostAdmin(ActingAdmin):
    ending = "to_on"
    fields = ("person", "organisation", "role", "from_on", "to_on")
    list_display = ("person", "role", "organisation", "from_on", "to_on")
    list_filter = ("role",)
    list_select_related = ("person", "organisation")
    search_fields = ("person__family_name", "organisation__name", "organisation__code")
    autocomplete_fields = ("person", "organisation")

    def begin(self, wanted: dict[str, Any], by: User) -> Post:
        role = PostRole(wanted.pop("role"))
        return posts.appoint(**wanted, role=role, by=by)

    def finish(self, obj: Post, day: Any, by: User) -> None:
        posts.end(post=obj, to_on=day, by=by)


@admin.register(CommissioningLevel)
class CommissioningLevelAdmin(ActingAdmin):
    fields = ("ccg", "level", "from_on", "agreement_ref")
    list_display = ("ccg", "level", "from_on", "to_on", "agreement_ref")
    list_filter = ("level",)
    list_select_related = ("ccg",)
    search_fields = ("ccg__name", "ccg__code")
    autocomplete_fields = ("ccg",)

    def begin(self, wanted: dict[str, Any], by: User) -> CommissioningLevel:
        level = Level(wanted.pop("level"))
        return levels.set(**wanted, level=level, by=by)


@admin.register(DelegationRule)
class DelegationRuleAdmin(ActingAdmin):
    ending = "to_on"
    fields = (
        "ccg",
        "function",
        "committee_kind",
        "power",
        "limit_pence",
        "from_on",
        "to_on",
        "source",
    )
    list_display = ("ccg", "function", "committee_kind", "power", "from_on", "to_on")
    list_filter = ("power", "function")
    list_select_related = ("ccg", "function")
    search_fields = ("ccg__name", "ccg__code", "committee_kind")
    autocomplete_fields = ("ccg",)

    def begin(self, wanted: dict[str, Any], by: User) -> DelegationRule:
        function = Function(wanted.pop("function").code)
        power = Power(wanted.pop("power"))
        return delegation.record(**wanted, function=function, power=power, by=by)

    def finish(self, obj: DelegationRule, day: Any, by: User) -> None:
        delegation.end(rule=obj, to_on=day, by=by)


@admin.register(OrganisationName)
class OrganisationNameAdmin(ReadOnlyAdmin):
    list_display = ("name", "organisation", "from_on", "to_on", "source")
    list_select_related = ("organisation",)
    search_fields = ("name", "organisation__code")


@admin.register(CommissioningFunction)
class CommissioningFunctionAdmin(ReadOnlyAdmin):
    list_display = ("name", "code")


@admin.register(SourceFile)
class SourceFileAdmin(ReadOnlyAdmin):
    list_display = ("name", "kind", "as_at", "row_count")
    list_filter = ("kind",)


@admin.register(OrganisationStatement)
class OrganisationStatementAdmin(ReadOnlyAdmin):
    list_display = ("code", "name", "kind", "status", "said_on", "file")
    list_select_related = ("file",)
    search_fields = ("=code",)
    show_full_result_count = False


@admin.register(LinkStatement)
class LinkStatementAdmin(ReadOnlyAdmin):
    list_display = ("source_code", "kind", "target_code", "from_on", "to_on", "file")
    list_select_related = ("file",)
    search_fields = ("=source_code", "=target_code")
    show_full_result_count = False
