"""From rows to facts: who sits where, who is excluded from what, who is present."""
