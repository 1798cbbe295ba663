"""Effect, contradictions and numbers: pure answers from facts."""
