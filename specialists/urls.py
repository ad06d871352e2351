from django.urls import path

from . import adding_views, dates_views, views

app_name = "specialists"
urlpatterns = [
    path("specialists/", views.specialists, name="list"),
    path("specialists/placement/", views.placement, name="placement"),
    path("specialists/placement/draft/", views.draft, name="draft"),
    path("hubs/<key:hub>/specialists/add/", adding_views.add, name="add"),
    path("specialists/<key:pk>/", views.specialist, name="specialist"),
    path("specialists/<key:pk>/days/", views.yearly_days, name="days"),
    path("specialists/<key:pk>/dates/", dates_views.dates, name="dates"),
    path("specialists/<key:pk>/edit/", adding_views.edit, name="edit"),
    path("specialists/<key:pk>/hubs/<key:hub>/stop/", adding_views.stop, name="stop-for-hub"),
    path("specialists/<key:pk>/leave/", views.leave, name="leave"),
    path("specialists/<key:pk>/stay/", views.undo_leaving, name="stay"),
    path("assignments/<key:pk>/take-back/", views.take_back, name="take-back"),
    path("participations/<key:pk>/place/", views.place, name="place"),
    path("participations/<key:pk>/specialist/", views.assign, name="assign"),
]
