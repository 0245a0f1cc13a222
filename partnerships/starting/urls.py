from django.urls import path

from partnerships.starting import views

urlpatterns = [path("partnerships/start/", views.Start.as_view(), name="start_partnership")]
