"""Changes of committees, their terms, seats, holders and groups."""
