from django.urls import path

from . import views

app_name = "applications"
urlpatterns = [path("apply/<slug:code>/", views.project, name="project")]
