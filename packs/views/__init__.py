"""Pages of packs: build, send, read."""
