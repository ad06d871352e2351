from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    path("invitation/<str:token>/", views.accept, name="accept-invitation"),
    path("details/", views.details, name="details"),
    path("email/", views.change_email, name="change-email"),
    path("confirm-mailbox/", views.prove_mailbox, name="prove-mailbox"),
    path("security/", views.security_events, name="security-events"),
    path("sessions/<key:pk>/end/", views.end_session, name="end-session"),
    path("who/", views.current_user_json, name="who"),
    path("stay/", views.stay, name="stay"),
]
