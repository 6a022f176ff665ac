"""Many sites: sites.toml, a pool of audits on one machine, and a queue for several. No Scrapy: each audit is a process of its own."""
