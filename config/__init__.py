"""Settings, URLs and Celery: knows every room, known by none."""

from __future__ import annotations

from config.celery import app as celery_app


__all__ = ["celery_app"]
