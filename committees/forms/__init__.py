"""What an officer types about committees, terms, seats and holders."""
