"""A synthetic England to measure with: bodies, people, interests, ten years of meetings."""
