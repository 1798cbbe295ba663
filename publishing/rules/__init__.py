"""The answers of this room: facts in, answer with its reasons out."""
