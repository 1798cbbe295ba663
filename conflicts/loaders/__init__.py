"""What this reader may see: a row, or 404 for an outsider and 403 inside."""
