from django.urls import path

from procurement.answers import views
from procurement.readiness.urls import ALL, ONE

urlpatterns = [
    path(ONE, views.ReviewPage.as_view(), name="readiness_review"),
    path(f"{ALL}answers/<int:pk>/evidence/", views.AnswerEvidence.as_view(), name="readiness_evidence"),
]
