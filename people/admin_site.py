"""The admin of this house: our own models only, each with its actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig


if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model


class QuorateAdminSite(AdminSite):
    """Leaves out what libraries register: there nothing is audited or refused.

    Groups of permissions would be a second list of roles, and sessions and
    addresses of the sign-in could be rewritten without a trace.
    """

    site_header = "Quorate administration"
    site_title = "Quorate"
    index_title = "What can be configured"

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: Any = None,
        **options: Any,
    ) -> None:
        """Register the models that belong to a room, and pass over the others."""
        found: Iterable[type[Model]] = (
            [model_or_iterable]
            if isinstance(model_or_iterable, type)
            else model_or_iterable
        )
        own = [model for model in found if model._meta.app_label in settings.ROOMS]
        super().register(own, admin_class, **options)


class QuorateAdminConfig(AdminConfig):
    """Django's admin with the site of this house."""

    default_site = "people.admin_site.QuorateAdminSite"
