from django.contrib import admin
from django.urls import include, path

from psp import views

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("health/", views.Health.as_view(), name="health"),
    path("account/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("partnerships.urls")),
    path("", include("procurement.urls")),
    path("", include("evaluation.urls")),
]
