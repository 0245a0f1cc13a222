from django.urls import path

from partnerships.partners import views

INSIDE = "partnerships/<int:partnership>"

urlpatterns = [
    path(f"{INSIDE}/partners/add/", views.AddPartner.as_view(), name="add_partner"),
    path(f"{INSIDE}/partners/<int:pk>/edit/", views.EditPartner.as_view(), name="edit_partner"),
]
