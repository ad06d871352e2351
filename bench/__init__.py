"""Measurements of what has to stay quick. `make bench` runs them; what each means stands in its module."""
