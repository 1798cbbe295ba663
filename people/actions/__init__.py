"""Changes of persons and users."""
