from django.urls import path

from procurement.criteria import views
from procurement.tenders.urls import ONE

ALL = f"{ONE}criteria/"

urlpatterns = [
    path(ALL, views.TenderCriteria.as_view(), name="tender_criteria"),
    path(f"{ALL}how-bids-are-ranked.txt", views.RankingRules.as_view(), name="ranking_rules"),
    path(f"{ALL}weights/edit/", views.EditWeights.as_view(), name="edit_tender_weights"),
    path(f"{ALL}questions/weigh/", views.WeighQuestions.as_view(), name="weigh_questions"),
    path(f"{ALL}questions/add/", views.AddQuestion.as_view(), name="add_question"),
    path(f"{ALL}questions/<int:pk>/edit/", views.EditQuestion.as_view(), name="edit_question"),
    path(f"{ALL}questions/<int:pk>/remove/", views.RemoveQuestion.as_view(), name="remove_question"),
]
