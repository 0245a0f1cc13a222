from django.urls import path

from partnerships.organisations.urls import INSIDE
from partnerships.proposals import views

NEW = f"{INSIDE}/propose"

urlpatterns = [
    path("proposals/", views.ProposalList.as_view(), name="proposals"),
    path("proposals/<int:pk>/", views.ProposalPage.as_view(), name="proposal"),
    path("proposals/<int:pk>/accept/", views.Accept.as_view(), name="accept_proposal"),
    path("proposals/<int:pk>/decline/", views.Decline.as_view(), name="decline_proposal"),
    path("proposals/<int:pk>/withdraw/", views.Withdraw.as_view(), name="withdraw_proposal"),
    path(f"{NEW}/", views.ProposeEntry.as_view(), name="propose_change"),
    path(f"{NEW}/<str:subject>/add/", views.ProposeNew.as_view(), name="propose_new"),
    path(f"{NEW}/<str:subject>/<int:pk>/", views.ProposeEdit.as_view(), name="propose_edit"),
    path(f"{NEW}/<str:subject>/<int:pk>/delete/", views.ProposeDelete.as_view(), name="propose_deletion"),
    path(f"{INSIDE}/members/add/", views.AddVehicleMember.as_view(), name="add_vehicle_member"),
]
