"""Contract facts, sites and lists in the admin: the importer writes them."""

from __future__ import annotations

from django.contrib import admin

from commissioning.admin import ReadOnlyAdmin
from practices.models import ListSize, ListStatement, PracticeRecord, Site


@admin.register(PracticeRecord)
class PracticeRecordAdmin(ReadOnlyAdmin):
    list_display = ("organisation", "prescribing_setting", "status", "as_at")
    list_filter = ("is_gp_practice", "status")
    list_select_related = ("organisation",)
    search_fields = ("organisation__name", "organisation__code")


@admin.register(Site)
class SiteAdmin(ReadOnlyAdmin):
    list_display = ("name", "code", "practice", "opened_on", "closed_on")
    list_select_related = ("practice",)
    search_fields = ("name", "code", "practice__code")


@admin.register(ListSize)
class ListSizeAdmin(ReadOnlyAdmin):
    list_display = ("organisation", "as_at", "patients", "source")
    list_filter = ("source", "as_at")
    list_select_related = ("organisation",)
    search_fields = ("organisation__name", "organisation__code")


@admin.register(ListStatement)
class ListStatementAdmin(ReadOnlyAdmin):
    list_display = ("code", "as_at", "patients", "file")
    list_select_related = ("file",)
    search_fields = ("=code",)
    show_full_result_count = False
