"""Changes of state of the core rows."""
