"""What anybody may see: a row, or 404."""
