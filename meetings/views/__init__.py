"""Pages of the meeting, from the plan to the room."""
