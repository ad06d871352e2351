from django.urls import path

from . import views

app_name = "outbox"
urlpatterns = [
    path("mail/<key:pk>/", views.email, name="email"),
    path("mail/<key:pk>/again/", views.retry, name="retry"),
    path("mail/<key:pk>/aside/", views.set_aside, name="set-aside"),
    path("mail/choices/", views.choices, name="choices"),
    path("mail/stop/<str:token>/", views.stop, name="stop"),
    path("mail/stop-summary/<str:token>/", views.stop_summary, name="stop-summary"),
    path("links/<str:token>/new/", views.new_link, name="new-link"),
]
