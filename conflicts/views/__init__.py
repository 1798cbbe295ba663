"""Pages of interests and registers."""
