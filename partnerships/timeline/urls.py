from django.urls import path

from partnerships.timeline import views

INSIDE = "partnerships/<int:partnership>/timeline"

urlpatterns = [
    path(f"{INSIDE}/", views.Timeline.as_view(), name="timeline"),
    path(f"{INSIDE}/plan/", views.MakePlan.as_view(), name="make_plan"),
]
