"""Gatherings, sittings, agenda, papers, conflict rows, presence."""
