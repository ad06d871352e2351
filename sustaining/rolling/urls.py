from django.urls import path

from . import views

app_name = "rolling"
urlpatterns = [
    path("hub/<key:hub>/next-year/<key:year>/", views.next_year, name="next-year"),
    path("hub/<key:hub>/next-year/<key:year>/ask-again/", views.ask_again, name="ask-again"),
    path("participations/<key:pk>/answer/", views.answer, name="answer"),
    path("participations/<key:pk>/propose-again/", views.propose_again, name="propose-again"),
    path("next-year/<str:token>/", views.answer_by_link, name="by-link"),
]
