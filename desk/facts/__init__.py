"""What the first screen and a person's own pages are made of."""
