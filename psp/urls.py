from django.contrib import admin
from django.urls import include, path

from psp import metrics, sessions, views

handler500 = "psp.core.away.server_error"

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("search/", views.Search.as_view(), name="search"),
    path("health/", views.Health.as_view(), name="health"),
    path("metrics/", metrics.Metrics.as_view(), name="metrics"),
    path("session/", sessions.Session.as_view(), name="session"),
    path("favicon.ico", views.Icon.as_view(), name="icon"),
    path("help/", views.Help.as_view(slug="start"), name="help"),
    path("help/accessibility/", views.Help.as_view(slug="accessibility"), name="accessibility"),
    path("help/privacy/", views.Help.as_view(slug="privacy"), name="privacy"),
    path("help/cookies/", views.Help.as_view(slug="cookies"), name="cookies"),
    path("help/<slug:slug>/", views.Help.as_view(), name="help_page"),
    path("account/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("partnerships.urls")),
    path("", include("procurement.urls")),
    path("", include("evaluation.urls")),
]
