"""Rows made into what the public may read."""
