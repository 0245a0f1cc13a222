from django.urls import path

from procurement.questions import views
from procurement.tenders.urls import ONE

ALL = f"{ONE}questions/"

urlpatterns = [
    path(ALL, views.Clarifications.as_view(), name="clarifications"),
    path(f"{ALL}record/", views.RecordQuestion.as_view(), name="record_question"),
    path(f"{ALL}<int:pk>/edit/", views.EditQuestionText.as_view(), name="edit_question_text"),
    path(f"{ALL}<int:pk>/answer/", views.AnswerQuestion.as_view(), name="answer_question"),
    path(f"{ALL}<int:pk>/leave/", views.LeaveQuestion.as_view(), name="leave_question"),
    path(f"{ALL}<int:pk>/asker/", views.Asker.as_view(), name="question_asker"),
]
