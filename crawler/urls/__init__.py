"""URLs: parsed, compared, and their domains."""
