from django.urls import path

from procurement.scoring import views
from procurement.tenders.urls import ONE

urlpatterns = [
    path(f"{ONE}scoring/", views.Scoring.as_view(), name="scoring"),
    path(f"{ONE}scoring/question/<int:question>/", views.ScoreSheet.as_view(), name="score_question"),
    path(f"{ONE}scoring/bid/<int:bid>/", views.ScoreSheet.as_view(), name="score_bid"),
    path(f"{ONE}scoring/lock/", views.LockScores.as_view(), name="lock_scores"),
    path(f"{ONE}scoring/close/", views.CloseScoring.as_view(), name="close_scoring"),
]
