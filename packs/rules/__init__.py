"""The answers of this room: pure, facts in, reasons out."""
