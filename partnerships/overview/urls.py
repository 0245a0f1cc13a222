from django.urls import path

from partnerships.overview import views

urlpatterns = [
    path("partnerships/", views.Partnerships.as_view(), name="partnerships"),
    path("partnerships/<int:partnership>/", views.Overview.as_view(), name="partnership"),
]
