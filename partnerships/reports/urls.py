from django.urls import path

from partnerships.reports import views

urlpatterns = [
    path("partnerships/<int:partnership>/reports/", views.Reports.as_view(), name="partnership_reports"),
    path("partnerships/<int:partnership>/reports/ask/", views.AskForReport.as_view(), name="ask_for_report"),
    path(
        "partnerships/<int:partnership>/reports/preview/<slug:kind>/<int:pk>/",
        views.Preview.as_view(),
        name="preview_report",
    ),
    path("partnerships/<int:partnership>/reports/<int:pk>/", views.ReportPage.as_view(), name="report"),
    path("partnerships/<int:partnership>/reports/<int:pk>/retry/", views.Retry.as_view(), name="retry_report"),
    path("partnerships/<int:partnership>/reports/<int:pk>/download/", views.Download.as_view(), name="download_report"),
]
