"""Member practices: contracts, sites, list sizes."""
