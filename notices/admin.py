"""Letters in the admin: to look at only; the pages of this room mend them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from notices.models import Letter
from people.admin import HouseAdmin


if TYPE_CHECKING:
    from django.http import HttpRequest


@admin.register(Letter)
class LetterAdmin(HouseAdmin):
    list_display = ("person", "kind", "about", "status", "due_at", "sent_at")
    list_filter = ("status", "kind")
    list_select_related = ("person",)
    search_fields = ("person__family_name", "about", "message_id")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
