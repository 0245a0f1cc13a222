from django.urls import path

from partnerships.lifecycle import views

INSIDE = "partnerships/<int:partnership>"

urlpatterns = [
    path(f"{INSIDE}/edit/", views.EditPartnership.as_view(), name="edit_partnership"),
    path(f"{INSIDE}/history/", views.History.as_view(), name="history"),
]
