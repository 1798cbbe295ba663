"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class CommissioningConfig(AppConfig):
    name = "commissioning"
    default_auto_field = "django.db.models.BigAutoField"
