"""Addresses of gifts and hospitality."""

from __future__ import annotations

from django.urls import URLPattern


patterns: list[URLPattern] = []
