"""How often one address may send something without signing in."""

from __future__ import annotations

from django.core.cache import cache


def is_within_limit(what: str, who: str, *, most: int, seconds: int) -> bool:
    """Count one more attempt of `who` and say whether it is among the first `most`.

    The count begins anew `seconds` after the first attempt.
    """
    key = f"limit:{what}:{who}"
    if cache.add(key, 1, timeout=seconds):
        return most >= 1
    try:
        return cache.incr(key) <= most
    except ValueError:
        # It ran out between the two calls.
        cache.set(key, 1, timeout=seconds)
        return most >= 1
