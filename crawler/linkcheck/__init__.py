"""Whether links to other sites still lead somewhere: what is asked, and what the answers mean. Nothing here asks."""
