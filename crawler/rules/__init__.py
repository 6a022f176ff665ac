"""Rules about pages and sites, as data."""
