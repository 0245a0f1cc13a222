from django.urls import include, path

urlpatterns = [
    path("", include("partnerships.people.urls")),
]
