from django.urls import path

from partnerships.evidence import views

INSIDE = "partnerships/<int:partnership>/evidence"

urlpatterns = [
    path(f"{INSIDE}/<str:label>/<int:pk>/add/", views.AddEvidence.as_view(), name="add_evidence"),
    path(f"{INSIDE}/<int:pk>/remove/", views.RemoveEvidence.as_view(), name="remove_evidence"),
]
