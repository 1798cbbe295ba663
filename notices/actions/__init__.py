"""Changes of letters."""
