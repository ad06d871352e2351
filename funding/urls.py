from django.urls import path, re_path

from . import run_views, views

app_name = "funding"
CLAIM = r"^claims/(?P<reference>SUS-[0-9]{2}-[0-9A-Z]{4})/"
urlpatterns = [
    path("claims/", views.claims, name="claims"),
    path("claims/new/<urn:urn>/", views.new, name="new"),
    path("claims/school/<urn:urn>/", views.grant, name="grant"),
    path("claims/runs/", run_views.run_list, name="runs"),
    path("claims/runs/<key:pk>/", run_views.run, name="run"),
    path("claims/runs/new/<key:pk>/", run_views.prepare, name="prepare"),
    re_path(CLAIM + "$", views.claim, name="claim"),
    re_path(CLAIM + "edit/$", views.edit, name="edit"),
    re_path(CLAIM + "check/$", views.check, name="check"),
    re_path(CLAIM + "withdraw/$", views.withdraw, name="withdraw"),
    re_path(CLAIM + "approve/$", views.approve, name="approve"),
    re_path(CLAIM + "reject/$", views.reject, name="reject"),
    re_path(CLAIM + "query/$", views.query, name="query"),
]
