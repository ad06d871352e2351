"""Django admin with our own door: see admin_site.py."""

from django.contrib.admin.apps import AdminConfig


class SustainingAdminConfig(AdminConfig):
    """Django admin with our own door."""

    default_site = "sustaining.accounts.admin_site.SustainingAdminSite"
