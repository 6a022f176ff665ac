"""What is wrong with a page or a site, whose links are whose, which hosts are what: all of it as data."""
