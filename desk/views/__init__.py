"""The first pages somebody sees."""
