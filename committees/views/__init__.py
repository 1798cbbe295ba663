"""Pages of committees, their terms, seats and groups."""
