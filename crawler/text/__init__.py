"""Words, phrases and shingles of a text."""
