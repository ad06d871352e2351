from django.urls import path, re_path

from . import setup_views, views

app_name = "onboarding"
urlpatterns = [
    path("hubs/<key:hub>/set-up/", setup_views.set_up, name="set-up"),
    path("hubs/<key:hub>/enrol/", views.upload, name="upload"),
    re_path(r"^enrolments/template\.(?P<ending>csv|xlsx)$", views.template, name="template"),
    path("enrolments/<key:pk>/", views.check, name="check"),
    path("enrolments/<key:pk>/columns/", views.columns, name="columns"),
    path("enrolments/<key:pk>/save/", views.save, name="save"),
    path("enrolments/<key:pk>/undo/", views.undo, name="undo"),
]
