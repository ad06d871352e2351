from django.urls import path

from . import impact_link_views, impact_views, programme_return_views, quality_views, return_views, views

app_name = "reports"
CSV, XLSX = {"kind": "csv"}, {"kind": "xlsx"}
PDF, DOCX = {"kind": "pdf"}, {"kind": "docx"}
urlpatterns = [
    path("schools/<urn:urn>/impact/<year:year>/", impact_views.school_impact, name="school-impact"),
    path("schools/<urn:urn>/impact/<year:year>/edit/", impact_views.edit_school_impact, name="edit-school-impact"),
    path("schools/<urn:urn>/impact/<year:year>/report.pdf", impact_views.school_file, PDF, name="school-impact-pdf"),
    path("schools/<urn:urn>/impact/<year:year>/report.docx", impact_views.school_file, DOCX, name="school-impact-docx"),
    path("reports/", views.report, name="report"),
    path("reports/hubs/", views.hubs, name="hubs"),
    path("reports/hubs.csv", views.hubs_file, CSV, name="hubs-csv"),
    path("reports/hubs.xlsx", views.hubs_file, XLSX, name="hubs-xlsx"),
    path("reports/completion-spring.csv", views.snapshot, {"point": "spring"}, name="snapshot-spring"),
    path("reports/completion-august.csv", views.snapshot, {"point": "august"}, name="snapshot-august"),
    path("reports/returns/", return_views.returns, name="returns"),
    path("reports/returns/<key:pk>/", return_views.frozen_return, name="return"),
    path("reports/returns/<key:pk>/file.csv", return_views.return_file, name="return-file"),
    path("reports/data-quality/", quality_views.data_quality, name="data-quality"),
    path("reports/data-quality/set-aside/", quality_views.set_aside, name="set-aside"),
    path("reports/data-quality/<key:pk>/open-again/", quality_views.take_back, name="take-back-set-aside"),
    path("reports/returns/take/<slug:kind>/", programme_return_views.take, name="take-return"),
    path("reports/returns/columns/<slug:kind>/", programme_return_views.columns, name="return-columns"),
    path("reports/returns/programme/<key:pk>/", programme_return_views.programme_return, name="programme-return"),
    path(
        "reports/returns/programme/<key:pk>/file.csv",
        programme_return_views.programme_return_file,
        {"ending": "csv"},
        name="programme-return-csv",
    ),
    path(
        "reports/returns/programme/<key:pk>/file.xlsx",
        programme_return_views.programme_return_file,
        {"ending": "xlsx"},
        name="programme-return-xlsx",
    ),
    path("reports/returns/programme/<key:pk>/published/", programme_return_views.published, name="published-return"),
    path(
        "reports/returns/programme/<key:pk>/published.csv",
        programme_return_views.published_file,
        name="published-return-csv",
    ),
    path("reports/hub/<key:hub>/impact/<year:year>/", impact_views.hub_impact, name="hub-impact"),
    path("reports/hub/<key:hub>/impact/<year:year>/edit/", impact_views.edit_hub_impact, name="edit-hub-impact"),
    path("reports/hub/<key:hub>/impact/<year:year>/report.pdf", impact_views.hub_file, PDF, name="hub-impact-pdf"),
    path("reports/hub/<key:hub>/impact/<year:year>/report.docx", impact_views.hub_file, DOCX, name="hub-impact-docx"),
    path("reports/impact/<key:report>/links/", impact_link_views.links, name="impact-links"),
    path("reports/impact/links/<key:pk>/end/", impact_link_views.end, name="end-impact-link"),
    path("reports/shared/<str:token>/", impact_link_views.shared, name="shared-impact"),
    path("reports/shared/<str:token>/report.pdf", impact_link_views.shared_file, PDF, name="shared-impact-pdf"),
    path("reports/shared/<str:token>/report.docx", impact_link_views.shared_file, DOCX, name="shared-impact-docx"),
    path("reports/<slug:table>.csv", views.rows_file, CSV, name="rows-csv"),
    path("reports/<slug:table>.xlsx", views.rows_file, XLSX, name="rows-xlsx"),
    path("reports/<slug:table>/", views.rows, name="rows"),
]
