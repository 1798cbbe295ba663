"""Interests and the matching of interests to organisations."""
