"""Invented data for development: `manage.py demo` (one hub with sign-ins) and `manage.py seed` (a programme of any size)."""
