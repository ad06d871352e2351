"""What developers run: `make run`, `make test`, `make bench`, on a PostgreSQL and a Redis of their own. Imports no app."""
