from django.urls import path

from . import chase_views, concern_views, views

app_name = "casework"
urlpatterns = [
    path("notes/", views.everything, name="notes"),
    path("schools/<urn:urn>/notes/", views.school, name="school"),
    path("schools/<urn:urn>/notes/new/", views.add, name="add-note"),
    path("notes/<key:pk>/edit/", views.edit, name="edit-note"),
    path("notes/<key:pk>/remove/", views.remove, name="remove-note"),
    path("notes/<key:pk>/restore/", views.restore, name="restore-note"),
    path("notes/<key:pk>/done/", views.finish, name="finish-action"),
    path("notes/<key:pk>/not-done/", views.reopen, name="reopen-action"),
    path("concerns/", concern_views.concerns, name="concerns"),
    path("schools/<urn:urn>/concerns/new/", concern_views.add, name="add-concern"),
    path("concerns/<key:pk>/", concern_views.concern, name="concern"),
    path("concerns/<key:pk>/review/", concern_views.review, name="review-concern"),
    path("concerns/<key:pk>/close/", concern_views.close, name="close-concern"),
    path("concerns/<key:pk>/reopen/", concern_views.reopen, name="reopen-concern"),
    path("chasers/", chase_views.hubs, name="chasers"),
    path("hub/<key:hub>/chasers/", chase_views.hub_chasers, name="hub-chasers"),
    path("hub/<key:hub>/chasers/<slug:kind>/", chase_views.chaser, name="chaser"),
    path("hub/<key:hub>/chasers/<slug:kind>/check/", chase_views.check, name="check-chaser"),
    path("hub/<key:hub>/chasers/<slug:kind>/send/", chase_views.send, name="send-chaser"),
    path("hub/<key:hub>/chasers/<slug:kind>/schedule/", chase_views.schedule, name="schedule-chaser"),
    path("hub/<key:hub>/chasers/<slug:kind>/schools.csv", chase_views.as_csv, name="chaser-csv"),
    path("hub/<key:hub>/chasers/<slug:kind>/schools.xlsx", chase_views.as_xlsx, name="chaser-xlsx"),
    path("chasers/schedules/<key:pk>/stop/", chase_views.stop, name="stop-chaser"),
]
