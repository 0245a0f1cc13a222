from django.urls import path

from evaluation.studies import views

urlpatterns = [
    path("evaluations/", views.StudyList.as_view(), name="studies"),
    path("partnerships/<int:partnership>/evaluation/new/", views.StartStudy.as_view(), name="start_study"),
    path("evaluations/<int:study>/edit/", views.EditStudy.as_view(), name="edit_study"),
    path("evaluations/<int:study>/submit/", views.SubmitStudy.as_view(), name="submit_study"),
    path("evaluations/<int:study>/return/", views.ReturnStudy.as_view(), name="return_study"),
]
