from django.urls import path, re_path, register_converter
from django.urls.converters import StringConverter

from . import opening_views, setup_views, views
from .choices import OpeningKind


class OpeningKindConverter(StringConverter):
    """A kind of list in an address, as an `OpeningKind`."""

    regex = "|".join(OpeningKind.values)

    def to_python(self, value: str) -> OpeningKind:
        return OpeningKind(value)


class SheetConverter(StringConverter):
    """The ending of a spreadsheet in an address."""

    regex = "csv|xlsx"


register_converter(OpeningKindConverter, "opening_kind")
register_converter(SheetConverter, "sheet")

app_name = "onboarding"
urlpatterns = [
    path("hubs/<key:hub>/set-up/", setup_views.set_up, name="set-up"),
    path("hubs/<key:hub>/enrol/", views.upload, name="upload"),
    re_path(r"^enrolments/template\.(?P<ending>csv|xlsx)$", views.template, name="template"),
    path("enrolments/<key:pk>/", views.check, name="check"),
    path("enrolments/<key:pk>/columns/", views.columns, name="columns"),
    path("enrolments/<key:pk>/save/", views.save, name="save"),
    path("enrolments/<key:pk>/undo/", views.undo, name="undo"),
    path("hubs/<key:hub>/bring-in/", opening_views.overview, name="openings"),
    path("hubs/<key:hub>/bring-in/<opening_kind:kind>/", opening_views.upload, name="bring-in"),
    path("bring-in/<opening_kind:kind>.<sheet:ending>", opening_views.template, name="opening-template"),
    path("bring-in/<key:pk>/", opening_views.check, name="opening"),
    path("bring-in/<key:pk>/columns/", opening_views.columns, name="opening-columns"),
    path("bring-in/<key:pk>/save/", opening_views.save, name="opening-save"),
    path("bring-in/<key:pk>/undo/", opening_views.undo, name="opening-undo"),
]
