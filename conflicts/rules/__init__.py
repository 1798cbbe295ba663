"""Matching and lateness: pure answers from facts."""
