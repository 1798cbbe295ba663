"""From rows to facts: who reads, what is ready, what a pack is made of."""
