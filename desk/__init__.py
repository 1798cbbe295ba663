"""Home, and the demo."""
