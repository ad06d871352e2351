from django.urls import path

from . import views

app_name = "privacy"
urlpatterns = [
    path("accounts/your-data/", views.own, name="own"),
    path("data-requests/", views.requests, name="requests"),
    path("data-requests/<key:pk>/", views.data_request, name="request"),
    path("data-requests/<key:pk>/archive.zip", views.archive, name="archive"),
    path("data-requests/<key:pk>/end/", views.end, name="end"),
]
