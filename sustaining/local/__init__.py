"""The site on one machine: its own PostgreSQL and Redis, `make run`, `make test`. Wiring; it knows no app."""
