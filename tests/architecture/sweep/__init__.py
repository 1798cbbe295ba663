"""The site as one table: who gets what at every address, in every state."""
