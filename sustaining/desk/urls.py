from django.urls import path

from . import search_views, views
from .reports import impact_views
from .reports import views as reports

app_name = "desk"
CSV, XLSX = {"kind": "csv"}, {"kind": "xlsx"}
urlpatterns = [
    path("", views.home, name="home"),
    path("todo/", views.todo, name="todo"),
    path("search/", search_views.search, name="search"),
    path("schools/", views.board, name="board"),
    path("schools/download.csv", views.board_csv, name="board-csv"),
    path("schools/download.xlsx", views.board_xlsx, name="board-xlsx"),
    path("schools/<urn:urn>/", views.school, name="school"),
    path("schools/<urn:urn>/happened/", views.happened, name="happened"),
    path("schools/<urn:urn>/impact/<key:year>/", impact_views.school_impact, name="school-impact"),
    path("schools/<urn:urn>/impact/<key:year>/edit/", impact_views.edit_school_impact, name="edit-school-impact"),
    path("reports/", reports.report, name="report"),
    path("reports/hubs/", reports.hubs, name="hubs"),
    path("reports/hubs.csv", reports.hubs_file, CSV, name="hubs-csv"),
    path("reports/hubs.xlsx", reports.hubs_file, XLSX, name="hubs-xlsx"),
    path("reports/completion-spring.csv", reports.snapshot, {"point": "spring"}, name="snapshot-spring"),
    path("reports/completion-august.csv", reports.snapshot, {"point": "august"}, name="snapshot-august"),
    path("reports/hub/<key:hub>/impact/<key:year>/", impact_views.hub_impact, name="hub-impact"),
    path("reports/hub/<key:hub>/impact/<key:year>/edit/", impact_views.edit_hub_impact, name="edit-hub-impact"),
    path("reports/<slug:table>.csv", reports.rows_file, CSV, name="rows-csv"),
    path("reports/<slug:table>.xlsx", reports.rows_file, XLSX, name="rows-xlsx"),
    path("reports/<slug:table>/", reports.rows, name="rows"),
]
