"""User stories of docs/stories.md, by number, at the level of the actions."""
