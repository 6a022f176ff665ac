"""Decide which external links to check and what the responses mean; nothing here sends a request."""
