"""Meetings in the admin: to be looked up. Their agendas are for those who take part."""

from __future__ import annotations

from django.contrib import admin

from committees.admin import ReadOnlyAdmin, ReadOnlyInline
from meetings.models import Gathering, Sitting


class SittingInline(ReadOnlyInline):
    """The committees that sit, in their order."""

    model = Sitting
    fields = ("committee", "position", "chair")


@admin.register(Gathering)
class GatheringAdmin(ReadOnlyAdmin):
    """When and where meetings are; items and papers are not shown here."""

    list_display = ("title", "held_on", "state")
    list_filter = ("state",)
    search_fields = ("title", "venue")
    date_hierarchy = "held_on"
    inlines = (SittingInline,)
