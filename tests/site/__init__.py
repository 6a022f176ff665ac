"""A site in which each rule of a live crawl finds its fault once, and a twin without faults."""
