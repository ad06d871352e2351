from django.urls import path

from . import changing_views, views

app_name = "rolling"
urlpatterns = [
    path("hub/<key:hub>/next-year/<year:year>/", views.next_year, name="next-year"),
    path("hub/<key:hub>/next-year/<year:year>/ask-again/", views.ask_again, name="ask-again"),
    path("hub/<key:hub>/next-year/<year:year>/groups/", changing_views.groups, name="groups"),
    path("participations/<key:pk>/proposal/", changing_views.change, name="change"),
    path("participations/<key:pk>/proposal/withdraw/", changing_views.withdraw_proposal, name="withdraw-proposal"),
    path("participations/<key:pk>/proposal/settle/", changing_views.settle, name="settle"),
    path("participations/<key:pk>/answer/", views.answer, name="answer"),
    path("participations/<key:pk>/propose-again/", views.propose_again, name="propose-again"),
    path("next-year/<str:token>/", views.answer_by_link, name="by-link"),
]
