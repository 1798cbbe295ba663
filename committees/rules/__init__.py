"""Composition, quorum and presiding: pure answers from facts."""
