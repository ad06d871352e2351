"""Every address of the site. Paths are stable: see docs/architecture.md."""

from django.apps import apps
from django.contrib import admin
from django.urls import include, path

from sustaining.common import converters, shell
from sustaining.common import views as common

converters.register()
handler500 = "sustaining.common.server_errors.server_error"

urlpatterns = [
    path("app.webmanifest", shell.manifest, name="manifest"),
    path("worker.js", shell.worker, name="worker"),
    path("offline/", shell.offline, name="offline"),
    path("styleguide/", common.styleguide, name="styleguide"),
    path("accounts/", include("sustaining.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("sustaining.outbox.urls")),
    path("", include("schools.urls")),
    path("", include("specialists.urls")),
    path("", include("devplans.urls")),
    path("", include("sustaining.learning.urls")),
    path("", include("sustaining.workgroups.urls")),
    path("", include("funding.urls")),
    path("", include("sustaining.applications.urls")),
    path("", include("sustaining.casework.urls")),
    path("", include("sustaining.rolling.urls")),
    path("", include("sustaining.onboarding.urls")),
    path("", include("sustaining.desk.urls")),
    path("", include("sustaining.reports.urls")),
    path("", include("sustaining.assurance.urls")),
    path("", include("sustaining.help.urls")),
    path("", include("sustaining.privacy.urls")),
    path("", include("sustaining.training.urls")),
]
if apps.is_installed("anymail"):
    urlpatterns.append(path("anymail/", include("anymail.urls")))
