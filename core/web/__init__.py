"""What every page shares: forms, components, dates, error pages, the gallery."""
