"""Forms, dates and components shared by every page."""
