from django.urls import path

from procurement.involvement import views
from procurement.tenders.urls import OF

ALL = f"{OF}prior-involvement/"
ONE = f"{ALL}<int:pk>/"

urlpatterns = [
    path(ALL, views.Register.as_view(), name="prior_involvements"),
    path(f"{ALL}add/", views.AddOther.as_view(), name="add_involvement"),
    path(f"{ALL}record/<int:organisation>/", views.RecordInvolvement.as_view(), name="record_involvement"),
    path(ONE, views.InvolvementPage.as_view(), name="prior_involvement"),
    path(f"{ONE}edit/", views.EditInvolvement.as_view(), name="edit_involvement"),
    path(f"{ONE}ask/", views.AskForProof.as_view(), name="ask_for_proof"),
    path(f"{ONE}answer/", views.AnswerProof.as_view(), name="answer_proof"),
    path(f"{ONE}decide/", views.DecideInvolvement.as_view(), name="decide_involvement"),
]
