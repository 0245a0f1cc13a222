from django.urls import path

from procurement.results import views
from procurement.tenders.urls import ONE

urlpatterns = [
    path(f"{ONE}moderation/close/", views.CloseModeration.as_view(), name="close_moderation"),
    path(f"{ONE}result/", views.ResultPage.as_view(), name="result"),
    path(f"{ONE}result/rank-again/", views.RankAgain.as_view(), name="rank_again"),
]
