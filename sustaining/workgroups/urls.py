from django.urls import path

from . import views

app_name = "workgroups"
urlpatterns = [
    path("workgroups/", views.groups, name="groups"),
    path("workgroups/new/", views.new_group, name="new"),
    path("workgroups/<key:pk>/", views.group, name="group"),
    path("workgroups/<key:pk>/schools/", views.join, name="join"),
    path("workgroups/<key:pk>/meetings/new/", views.add_meeting, name="add-meeting"),
    path("meetings/<key:pk>/", views.meeting, name="meeting"),
    path("meetings/<key:pk>/calendar.ics", views.calendar, name="meeting-calendar"),
    path("meetings/<key:pk>/schedule/", views.schedule, name="schedule"),
    path("meetings/<key:pk>/move/", views.move, name="move"),
    path("meetings/<key:pk>/cancel/", views.cancel, name="cancel"),
    path("meetings/<key:pk>/answer/", views.answer, name="answer"),
    path("meetings/<key:pk>/register/", views.register, name="register"),
    path("meetings/<key:pk>/mark/", views.mark, name="mark"),
    path("meetings/<key:pk>/hold/", views.hold, name="hold"),
]
