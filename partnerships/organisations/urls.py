from django.urls import path

from partnerships.organisations import views

INSIDE = "organisations/<int:organisation>"

urlpatterns = [
    path("organisations/", views.OrganisationList.as_view(), name="organisations"),
    path("organisations/add/", views.AddOrganisation.as_view(), name="add_organisation"),
    path("organisations/<int:pk>/edit/", views.EditOrganisation.as_view(), name="edit_organisation"),
    path(f"{INSIDE}/members/<int:pk>/remove/", views.RemoveVehicleMember.as_view(), name="remove_vehicle_member"),
]
