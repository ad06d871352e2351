from django.urls import path

from . import views

app_name = "help"
urlpatterns = [
    path("programme/", views.programme, name="programme"),
    path("help/", views.index, name="index"),
    path("help/whats-new/", views.whats_new, name="whats-new"),
    path("help/problem/", views.problem, name="problem"),
    path("help/emails/", views.emails, name="emails"),
    path("help/emails/<slug:name>/", views.email, name="email"),
    path("help/emails/<slug:name>/message/", views.email_message, name="email-message"),
    path("help/<slug:slug>/", views.guide, name="guide"),
]
