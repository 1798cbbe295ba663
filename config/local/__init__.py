"""Starts, tests, saves and restores Quorate on one machine."""
