"""Read a folder of posts, each as a Page."""

from crawler.posts.folder import Found, Refused, find_posts
from crawler.posts.neighbours import Neighbours
from crawler.posts.read import read_post

__all__ = ["Found", "Neighbours", "Refused", "find_posts", "read_post"]
