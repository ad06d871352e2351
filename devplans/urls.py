from django.urls import path

from .views import plans, sessions

app_name = "devplans"
urlpatterns = [
    path("plans/", plans.plans, name="plans"),
    path("plans/<urn:urn>/", plans.plan, name="plan"),
    path("plans/<urn:urn>/vision/", plans.vision, name="vision"),
    path("plans/<urn:urn>/aims/new/", plans.new_aim, name="new-aim"),
    path("plans/<urn:urn>/share/", plans.share, name="share"),
    path("plans/<urn:urn>/agree/", plans.agree, name="agree"),
    path("plans/<urn:urn>/refine/", plans.refine, name="refine"),
    path("plans/<urn:urn>/versions/<key:number>/", plans.version, name="version"),
    path("plans/aims/<key:pk>/", plans.aim, name="aim"),
    path("plans/aims/<key:pk>/drop/", plans.drop_aim, name="drop-aim"),
    path("plans/aims/<key:pk>/steps/new/", plans.new_step, name="new-step"),
    path("plans/steps/<key:pk>/", plans.step, name="step"),
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/new/", sessions.log, name="log"),
    path("sessions/<key:pk>/", sessions.session, name="session"),
    path("sessions/<key:pk>/confirm/", sessions.confirm, name="confirm"),
]
