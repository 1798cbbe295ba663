"""Addresses of breaches and of the guardian."""

from __future__ import annotations

from django.urls import URLPattern


patterns: list[URLPattern] = []
