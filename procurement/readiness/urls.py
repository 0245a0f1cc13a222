from django.urls import path

from procurement.readiness import views

ALL = "partnerships/<int:partnership>/readiness/"
ONE = f"{ALL}<int:pk>/"

urlpatterns = [
    path(ALL, views.Readiness.as_view(), name="readiness"),
    path(f"{ALL}start/", views.StartReadiness.as_view(), name="start_readiness"),
    path(f"{ONE}submit/", views.SubmitReadiness.as_view(), name="submit_readiness"),
    path(f"{ONE}return/", views.ReturnReadiness.as_view(), name="return_readiness"),
    path(f"{ONE}decide/", views.DecideReadiness.as_view(), name="decide_readiness"),
    path(f"{ALL}conditions/<int:pk>/meet/", views.MeetCondition.as_view(), name="meet_readiness_condition"),
]
