"""What people may type in this room, a file for each page."""
