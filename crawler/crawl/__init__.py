"""The Scrapy side: spiders, middlewares, pipelines, extensions and the scheduler."""
