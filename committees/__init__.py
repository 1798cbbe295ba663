"""Standing bodies: terms of reference, seats, appointments, quorum rules."""
