"""What only the whole crawl can say."""
