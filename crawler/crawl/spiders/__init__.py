"""The spiders: blog, posts, urls."""
