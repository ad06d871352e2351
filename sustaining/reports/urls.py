from django.urls import path

from . import impact_views, return_views, views

app_name = "reports"
CSV, XLSX = {"kind": "csv"}, {"kind": "xlsx"}
urlpatterns = [
    path("schools/<urn:urn>/impact/<key:year>/", impact_views.school_impact, name="school-impact"),
    path("schools/<urn:urn>/impact/<key:year>/edit/", impact_views.edit_school_impact, name="edit-school-impact"),
    path("reports/", views.report, name="report"),
    path("reports/hubs/", views.hubs, name="hubs"),
    path("reports/hubs.csv", views.hubs_file, CSV, name="hubs-csv"),
    path("reports/hubs.xlsx", views.hubs_file, XLSX, name="hubs-xlsx"),
    path("reports/completion-spring.csv", views.snapshot, {"point": "spring"}, name="snapshot-spring"),
    path("reports/completion-august.csv", views.snapshot, {"point": "august"}, name="snapshot-august"),
    path("reports/returns/", return_views.returns, name="returns"),
    path("reports/returns/<key:pk>/", return_views.frozen_return, name="return"),
    path("reports/returns/<key:pk>/file.csv", return_views.return_file, name="return-file"),
    path("reports/hub/<key:hub>/impact/<key:year>/", impact_views.hub_impact, name="hub-impact"),
    path("reports/hub/<key:hub>/impact/<key:year>/edit/", impact_views.edit_hub_impact, name="edit-hub-impact"),
    path("reports/<slug:table>.csv", views.rows_file, CSV, name="rows-csv"),
    path("reports/<slug:table>.xlsx", views.rows_file, XLSX, name="rows-xlsx"),
    path("reports/<slug:table>/", views.rows, name="rows"),
]
