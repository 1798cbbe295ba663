"""What each committee decided, and the minutes that say so."""
