"""Rows of this room made into facts."""
