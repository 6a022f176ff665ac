"""What crawler and reports both stand on, from the standard library alone: neither of them may import the other for it."""
