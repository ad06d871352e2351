"""Plans and sessions in Django admin: read-only but for texts; states change on the site's own pages."""

from . import plans, sessions  # noqa: F401  (each registers what it shows)
