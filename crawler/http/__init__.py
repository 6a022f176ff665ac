"""HTTP without Scrapy: status codes, robots.txt and why an answer failed."""
