"""Organisations, their dated names and links, levels, functions, posts."""
