"""Changes of packs and copies."""
