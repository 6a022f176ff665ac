"""Build workbook and fixes from the database of a crawl; knows the tables, never the crawler."""
