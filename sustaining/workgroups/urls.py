from django.urls import path

from .views import groups, mail, meetings, public, register

app_name = "workgroups"
urlpatterns = [
    path("workgroups/", groups.groups, name="groups"),
    path("workgroups/new/", groups.new_group, name="new"),
    path("workgroups/<key:pk>/", groups.group, name="group"),
    path("workgroups/<key:pk>/schools/", groups.join, name="join"),
    path("workgroups/<key:pk>/year/", groups.series, name="series"),
    path("workgroups/<key:pk>/meetings/new/", groups.add_meeting, name="add-meeting"),
    path("workgroups/members/<key:pk>/", groups.leave, name="leave"),
    path("workgroups/hubs/<key:pk>/", mail.rules, name="rules"),
    path("workgroups/hubs/<key:pk>/<slug:template>/", mail.wording, name="wording"),
    path("workgroups/hubs/<key:pk>/<slug:template>/default/", mail.reset, name="reset-wording"),
    path("meetings/<key:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<key:pk>/calendar.ics", meetings.calendar_file, name="meeting-calendar"),
    path("meetings/<key:pk>/schedule/", meetings.schedule, name="schedule"),
    path("meetings/<key:pk>/move/", meetings.move, name="move"),
    path("meetings/<key:pk>/cancel/", meetings.cancel, name="cancel"),
    path("meetings/<key:pk>/about/", meetings.edit, name="edit"),
    path("meetings/<key:pk>/resources/", meetings.resources, name="resources"),
    path("meetings/files/<key:pk>/", meetings.file, name="file"),
    path("meetings/files/<key:pk>/remove/", meetings.remove_file, name="remove-file"),
    path("meetings/links/<key:pk>/remove/", meetings.remove_link, name="remove-link"),
    path("meetings/<key:pk>/answer/", meetings.answer, name="answer"),
    path("meetings/<key:pk>/mail/", mail.mail, name="mail"),
    path("meetings/<key:pk>/mail/steer/", mail.steer, name="steer"),
    path("meetings/<key:pk>/mail/<str:key>/", mail.preview, name="preview"),
    path("meetings/<key:pk>/register/", register.register, name="register"),
    path("meetings/<key:pk>/mark/", register.mark, name="mark"),
    path("meetings/<key:pk>/colleague/", register.colleague, name="colleague"),
    path("meetings/<key:pk>/hold/", register.hold, name="hold"),
    path("meetings/<key:pk>/register/reopen/", register.reopen, name="reopen"),
    path("rsvp/<str:token>/", public.rsvp, name="rsvp"),
    path("calendar/", public.calendar, name="calendar"),
    path("calendar/<str:token>.ics", public.feed, name="feed"),
]
