"""What the web process does once, before the first request."""

from __future__ import annotations

import gc

from django.urls import get_resolver


def settle() -> None:
    """Load every page, and let the collector of garbage pass over all that stays.

    It would otherwise walk through the whole house every few requests.
    """
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
