from django.urls import path

from . import feedback_views, gap_task_views, library_views

app_name = "learning"
urlpatterns = [
    path("meetings/<key:pk>/gap-task/", gap_task_views.gap_task, name="gap-task"),
    path("meetings/gap-tasks/<key:pk>/withdraw/", gap_task_views.withdraw, name="withdraw"),
    path("meetings/gap-tasks/<key:pk>/restore/", gap_task_views.restore, name="restore"),
    path("meetings/gap-tasks/<key:pk>/files/<key:file>/remove/", gap_task_views.remove_file, name="remove-file"),
    path("meetings/gap-tasks/<key:pk>/files/<key:file>/restore/", gap_task_views.restore_file, name="restore-file"),
    path("meetings/gap-tasks/files/<key:pk>/", gap_task_views.file, name="response-file"),
    path("meetings/<key:pk>/feedback/", feedback_views.give, name="give-feedback"),
    path("feedback/<str:token>/", feedback_views.by_token, name="feedback-link"),
    path("workgroups/feedback/", feedback_views.overview, name="feedback"),
    path("workgroups/<key:pk>/feedback/", feedback_views.group, name="group-feedback"),
    path("workgroups/library/", library_views.library, name="library"),
    path("workgroups/library/files/<key:pk>/", library_views.file, name="library-file"),
    path("workgroups/library/add/link/<key:pk>/", library_views.add_link, name="add-link"),
    path("workgroups/library/add/file/<key:pk>/", library_views.add_file, name="add-file"),
    path("workgroups/library/<key:pk>/", library_views.edit, name="edit-item"),
    path("workgroups/library/<key:pk>/remove/", library_views.remove, name="remove-item"),
    path("workgroups/library/<key:pk>/restore/", library_views.restore, name="restore-item"),
]
