"""Changes of interests and breaches."""
