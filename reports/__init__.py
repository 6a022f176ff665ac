"""Everything that presents: a workbook from the database of a crawl. Knows the tables, never the crawler."""
