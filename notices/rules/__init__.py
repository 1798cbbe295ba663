"""Rules of letters."""
