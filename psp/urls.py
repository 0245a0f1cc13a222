from django.contrib import admin
from django.urls import include, path

from psp import views

STAND_INS = ["organisations", "tenders", "studies", "learning", "programme"]
IN_PARTNERSHIP = [
    "design",
    "pilot",
    "partnership_evaluation",
    "partnership_tender",
    "funding",
    "partnership_learning",
    "documents",
    "partnership_reports",
]

urlpatterns = [
    *(path(f"soon/{name}/", views.Home.as_view(), name=name) for name in STAND_INS),
    *(path(f"soon/<int:partnership>/{name}/", views.Home.as_view(), name=name) for name in IN_PARTNERSHIP),
    path("", views.Home.as_view(), name="home"),
    path("search/", views.Search.as_view(), name="search"),
    path("health/", views.Health.as_view(), name="health"),
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
