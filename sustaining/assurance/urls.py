from django.urls import path

from . import views

app_name = "assurance"
YEAR = "assurance/<key:hub>/<year:year>/"
urlpatterns = [
    path("assurance/", views.desk, name="desk"),
    path("assurance/packs/<key:pk>/", views.pack, name="pack"),
    path("assurance/packs/<key:pk>/check/", views.check_pack, name="check-pack"),
    path("assurance/packs/files/<key:pk>/", views.pack_file, name="pack-file"),
    path("assurance/received/<key:pk>/cancel/", views.cancel_receipt, name="cancel-receipt"),
    path("assurance/grants/<key:pk>/", views.trail, name="trail"),
    path("assurance/samples/<key:pk>/evidence/", views.sample_evidence, name="sample-evidence"),
    path("assurance/evidence/<key:pk>/", views.evidence_file, name="evidence-file"),
    path(YEAR, views.year, name="year"),
    path(f"{YEAR}make-pack/", views.make_pack, name="make-pack"),
    path(f"{YEAR}record-received/", views.record_receipt, name="record-receipt"),
    path(f"{YEAR}<slug:table>/", views.table, name="table"),
]
