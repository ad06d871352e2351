from django.urls import path

from . import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("schools/", views.board, name="board"),
    path("schools/<urn:urn>/", views.school, name="school"),
]
