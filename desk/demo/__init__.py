"""The demonstration: an invented world around real CCG names."""
