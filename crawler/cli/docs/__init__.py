"""The pages and tables of docs/ that are written from the files they speak of."""
