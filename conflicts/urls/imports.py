"""Addresses of imports, of unlisted bodies and of duplicates."""

from __future__ import annotations

from django.urls import URLPattern


patterns: list[URLPattern] = []
