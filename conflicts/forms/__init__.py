"""What people type about their interests, and how registers are filtered."""
