from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    path("invitation/<str:token>/", views.accept, name="accept-invitation"),
    path("details/", views.details, name="details"),
    path("stay/", views.stay, name="stay"),
]
