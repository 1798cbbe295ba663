"""Interests and breaches in the admin: to be read; their own pages change them.

The restricted note stays out: an administrator is neither officer nor guardian.
"""

from __future__ import annotations

from django.contrib import admin

from committees.admin import ReadOnlyAdmin, ReadOnlyInline
from conflicts.models import Breach, Interest, InterestVersion


class InterestVersionInline(ReadOnlyInline):
    """Who changed it when and why; how it read then may hold the restricted note."""

    model = InterestVersion
    exclude = ("fields",)


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
    list_display = ("happened_on", "organisation", "nature", "closed_at")
    list_select_related = ("organisation",)
    list_filter = ("organisation",)
