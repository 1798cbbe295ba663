"""Persons, users, sign-in and the one door."""
