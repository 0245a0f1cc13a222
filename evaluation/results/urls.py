from django.urls import path

from evaluation.results import views

urlpatterns = [
    path("evaluations/<int:study>/", views.StudySummary.as_view(), name="study"),
    path("evaluations/<int:study>/working/", views.Working.as_view(), name="working"),
    path(
        "partnerships/<int:partnership>/evaluation/",
        views.PartnershipEvaluation.as_view(),
        name="partnership_evaluation",
    ),
]
