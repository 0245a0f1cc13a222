from django.urls import path

from partnerships.gantt import views

urlpatterns = [path("partnerships/<int:partnership>/timeline/", views.Timeline.as_view(), name="timeline")]
