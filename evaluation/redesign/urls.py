from django.urls import path

from evaluation.redesign import views

urlpatterns = [
    path("evaluations/<int:study>/redesign/", views.Redesign.as_view(), name="redesign"),
    path("evaluations/<int:study>/redesign/new/", views.AddDecision.as_view(), name="add_decision"),
    path("evaluations/<int:study>/redesign/<int:pk>/edit/", views.EditDecision.as_view(), name="edit_decision"),
    path("evaluations/<int:study>/redesign/<int:pk>/remove/", views.RemoveDecision.as_view(), name="remove_decision"),
]
