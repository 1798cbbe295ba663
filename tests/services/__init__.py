"""Proofs with real processes."""
