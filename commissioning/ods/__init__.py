"""Readers of ODS files: bytes in, records out; nothing here knows the database."""
