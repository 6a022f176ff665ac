"""The portfolio of a fleet: one workbook and one HTML page about all its sites, from their databases."""
