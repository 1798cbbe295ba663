"""Answers without a domain word."""
