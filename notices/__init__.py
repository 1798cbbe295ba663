"""Letters and reminders: every message is a row."""
