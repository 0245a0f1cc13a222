from django.urls import path

from procurement.evaluators import views
from procurement.tenders.urls import ONE

urlpatterns = [
    path(f"{ONE}evaluators/", views.Evaluators.as_view(), name="evaluators"),
    path(f"{ONE}evaluators/appoint/", views.AppointEvaluator.as_view(), name="appoint_evaluator"),
    path(f"{ONE}evaluators/<int:pk>/chair/", views.NameChair.as_view(), name="name_chair"),
    path(f"{ONE}evaluators/<int:pk>/remove/", views.RemoveEvaluator.as_view(), name="remove_evaluator"),
]
