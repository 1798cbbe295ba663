"""Pure answers of this room: facts in, answer out."""
