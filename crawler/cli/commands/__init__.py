"""The commands that Scrapy finds here; it imports every module of this package, whichever command is asked for."""
