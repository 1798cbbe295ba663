"""What every room stands on: audit, verdicts, the clock, days, web components."""
