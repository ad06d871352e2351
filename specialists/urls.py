from django.urls import path

from . import views

app_name = "specialists"
urlpatterns = [
    path("specialists/", views.specialists, name="list"),
    path("specialists/placement/", views.placement, name="placement"),
    path("specialists/placement/draft/", views.draft, name="draft"),
    path("specialists/<key:pk>/", views.specialist, name="specialist"),
    path("participations/<key:pk>/place/", views.place, name="place"),
    path("participations/<key:pk>/specialist/", views.assign, name="assign"),
]
