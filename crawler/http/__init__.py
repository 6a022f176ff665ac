"""HTTP without Scrapy: status codes, robots.txt and reasons for failed requests."""
