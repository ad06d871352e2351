"""Django admin with the site's own sign-in: see admin_site.py."""

from django.contrib.admin.apps import AdminConfig


class SustainingAdminConfig(AdminConfig):
    """Django admin with the site's own sign-in."""

    default_site = "sustaining.accounts.admin_site.SustainingAdminSite"
