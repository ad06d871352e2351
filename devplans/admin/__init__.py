"""Plans and sessions in Django admin: to look, and to mend words; what moves them is pressed on the site."""

from . import plans, sessions  # noqa: F401  (each registers what it shows)
