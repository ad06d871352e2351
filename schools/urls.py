from django.urls import path

from . import correction_views, hub_views, notice_views, project_views, views

app_name = "schools"
urlpatterns = [
    path("journey/", views.journey, name="journey"),
    path("privacy/", notice_views.privacy, name="privacy"),
    path("privacy/<key:pk>/", notice_views.hub_privacy, name="hub-privacy"),
    path("privacy/<key:pk>/edit/", notice_views.edit_notice, name="edit-notice"),
    path("hubs/<key:pk>/settings/", hub_views.hub_settings, name="hub-settings"),
    path("hubs/<key:pk>/merge/", hub_views.merge, name="merge-hub"),
    path("hubs/<key:pk>/merge/undo/", hub_views.undo_merge, name="undo-hub-merge"),
    path("projects/", project_views.projects, name="projects"),
    path("accessibility/", notice_views.accessibility, name="accessibility"),
    path("schools/find/", views.find, name="find"),
    path("schools/<urn:urn>/enrol/", views.enrol, name="enrol"),
    path("schools/<urn:urn>/move/", hub_views.move, name="move"),
    path("schools/<urn:urn>/people/", views.people, name="people"),
    path("schools/<urn:urn>/people/<key:pk>/invite/", views.invite_again, name="invite-again"),
    path("schools/<urn:urn>/advocates/new/", views.add_advocate, name="add-advocate"),
    path("advocates/upload/", views.upload_advocates, name="upload"),
    path("advocates/upload/<key:pk>/", views.check_upload, name="upload-check"),
    path("advocates/upload/<key:pk>/save/", views.save_upload, name="upload-save"),
    path("advocates/upload/template.csv", views.upload_template, {"kind": "csv"}, name="template-csv"),
    path("advocates/upload/template.xlsx", views.upload_template, {"kind": "xlsx"}, name="template-xlsx"),
    path("advocates/<key:pk>/handover/", views.hand_over, name="hand-over"),
    path("advocates/<key:pk>/move/", views.change_school, name="change-school"),
    path("advocates/<key:pk>/end/", views.end_advocacy, name="end-advocacy"),
    path("contacts/<key:pk>/end/", views.end_contact, name="end-contact"),
    path("participations/<key:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("participations/<key:pk>/correct/", correction_views.correct, name="correct-enrolment"),
    path("participations/<key:pk>/pause/", views.pause, name="pause"),
    path("participations/<key:pk>/resume/", views.resume, name="resume"),
    path("participations/<key:pk>/review-day/", views.review_day, name="pause-review-day"),
    path("participations/<key:pk>/reinstate/", views.reinstate, name="reinstate"),
]
