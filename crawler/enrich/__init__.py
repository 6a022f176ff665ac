"""What follows from a page's own facts."""
