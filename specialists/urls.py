from django.urls import path

from . import views

app_name = "specialists"
urlpatterns = [
    path("specialists/", views.specialists, name="list"),
    path("participations/<key:pk>/specialist/", views.assign, name="assign"),
]
