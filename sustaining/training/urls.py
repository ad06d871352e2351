from django.urls import path

from . import views

app_name = "training"
urlpatterns = [
    path("training/sign-in/", views.sign_in, name="sign-in"),
    path("training/emails/", views.emails, name="emails"),
]
