"""Pages of one's own sign-in."""
