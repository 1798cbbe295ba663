"""Pages on which decisions, actions and minutes are recorded and read."""
