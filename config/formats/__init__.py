"""Date formats of the house."""
