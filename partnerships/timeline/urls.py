from django.urls import path

from partnerships.timeline import views

urlpatterns = [path("partnerships/<int:partnership>/timeline/plan/", views.MakePlan.as_view(), name="make_plan")]
