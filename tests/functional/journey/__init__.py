"""The main job end to end, walked in a browser on real practices."""
