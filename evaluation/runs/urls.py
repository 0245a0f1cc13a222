from django.urls import path

from evaluation.runs import views

urlpatterns = [
    path("evaluations/<int:study>/approve/", views.ApproveStudy.as_view(), name="approve_study"),
    path("evaluations/<int:study>/withdraw/", views.WithdrawApproval.as_view(), name="withdraw_approval"),
]
