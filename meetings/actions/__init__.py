"""Changes of gatherings, agendas, conflicts and presence."""
