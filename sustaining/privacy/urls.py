from django.urls import path

from . import account_views, notice_views, views

app_name = "privacy"
urlpatterns = [
    path("accounts/your-data/", views.own, name="own"),
    path("accounts/close/", account_views.close_own, name="close-own"),
    path("accounts/notices/", notice_views.to_read, name="notices"),
    path("privacy/readers/", notice_views.readings, name="programme-readings"),
    path("privacy/<key:pk>/readers/", notice_views.readings, name="readings"),
    path("privacy/<key:pk>/documents/", notice_views.papers, name="papers"),
    path("privacy/<key:pk>/documents/<slug:name>.docx", notice_views.paper, name="paper"),
    path("people/", account_views.people, name="people"),
    path("people/leavers/", account_views.leavers, name="leavers"),
    path("people/<key:pk>/", account_views.person, name="person"),
    *(
        path(f"people/<key:pk>/{name}/", account_views.change, {"name": name}, name=f"person-{name}")
        for name in account_views.PAGES
    ),
    path("data-requests/", views.requests, name="requests"),
    path("data-requests/<key:pk>/", views.data_request, name="request"),
    path("data-requests/<key:pk>/archive.zip", views.archive, name="archive"),
    path("data-requests/<key:pk>/end/", views.end, name="end"),
]
