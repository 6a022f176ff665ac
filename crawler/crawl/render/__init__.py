"""With -a render=yes: a browser without a network runs the scripts of the pages that Scrapy has fetched."""
