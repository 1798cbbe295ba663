"""Changes of decisions, actions and minutes."""
