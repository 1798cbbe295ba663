"""From rows to facts, a file for each topic."""
