"""From rows to facts: what a decision stands on, what the minutes say."""
