"""`make load`: many people at once, through nginx and gunicorn."""
