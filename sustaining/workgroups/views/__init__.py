"""Pages of Work Groups and their meetings."""
