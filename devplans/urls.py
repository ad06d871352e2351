from django.urls import path

from . import session_views, views

app_name = "devplans"
urlpatterns = [
    path("plans/", views.plans, name="plans"),
    path("plans/<urn:urn>/", views.plan, name="plan"),
    path("plans/<urn:urn>/vision/", views.vision, name="vision"),
    path("plans/<urn:urn>/aims/new/", views.new_aim, name="new-aim"),
    path("plans/<urn:urn>/share/", views.share, name="share"),
    path("plans/<urn:urn>/agree/", views.agree, name="agree"),
    path("plans/<urn:urn>/refine/", views.refine, name="refine"),
    path("plans/<urn:urn>/versions/<key:number>/", views.version, name="version"),
    path("plans/aims/<key:pk>/", views.aim, name="aim"),
    path("plans/aims/<key:pk>/drop/", views.drop_aim, name="drop-aim"),
    path("plans/aims/<key:pk>/steps/new/", views.new_step, name="new-step"),
    path("plans/steps/<key:pk>/", views.step, name="step"),
    path("sessions/", session_views.sessions, name="sessions"),
    path("sessions/new/", session_views.log, name="log"),
    path("sessions/<key:pk>/", session_views.session, name="session"),
    path("sessions/<key:pk>/confirm/", session_views.confirm, name="confirm"),
]
