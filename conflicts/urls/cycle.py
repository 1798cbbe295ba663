"""Addresses of the rounds of declaring, positions and training."""

from __future__ import annotations

from django.urls import URLPattern


patterns: list[URLPattern] = []
