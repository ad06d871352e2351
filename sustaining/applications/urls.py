from django.urls import path

from .views import hub, public

app_name = "applications"
urlpatterns = [
    path("apply/", public.open_for_applications, name="open"),
    path("apply/<slug:code>/", public.project, name="project"),
    path("apply/<slug:code>/start/", public.start, name="start"),
    path("apply/<slug:code>/start/<urn:urn>/", public.begin, name="begin"),
    path("application/<str:token>/", public.tasks, name="tasks"),
    path("application/<str:token>/check/", public.check, name="check"),
    path("application/<str:token>/ask-head/", public.ask_head, name="ask-head"),
    path("application/<str:token>/accept/", public.accept, name="accept"),
    path("application/<str:token>/withdraw/", public.withdraw, name="withdraw"),
    path("application/<str:token>/<slug:name>/", public.part, name="part"),
    path("interest/<str:token>/", public.confirm_interest, name="confirm-interest"),
    path("agreement/<str:token>/", public.agreement, name="agreement"),
    path("calls/", hub.calls, name="calls"),
    path("calls/new/", hub.new_call, name="new-call"),
    path("calls/<key:pk>/", hub.call, name="call"),
    path("calls/<key:pk>/edit/", hub.edit_call, name="edit-call"),
    path("calls/<key:pk>/questions/", hub.questions, name="questions"),
    path("calls/<key:pk>/compare/", hub.compare, name="compare"),
    path("calls/<key:pk>/decide/", hub.decide, name="decide"),
    path("questions/<key:pk>/", hub.question, name="question"),
    path("questions/<key:pk>/up/", hub.question_up, name="question-up"),
    path("questions/<key:pk>/out/", hub.question_out, name="question-out"),
    path("applications/<key:pk>/", hub.application, name="application"),
    path("applications/<key:pk>/note/", hub.note, name="note"),
    path("applications/<key:pk>/override/", hub.override, name="override"),
    path("applications/<key:pk>/withdraw/", hub.withdraw, name="withdraw-for-school"),
    path("applications/<key:pk>/reconsider/", hub.reconsider, name="reconsider"),
]
