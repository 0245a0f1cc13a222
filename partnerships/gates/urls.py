from django.urls import path

from partnerships.gates import views

INSIDE = "partnerships/<int:partnership>"

urlpatterns = [
    path(f"{INSIDE}/start-pilot/", views.MoveOn.as_view(transition="start_pilot"), name="start_pilot"),
    path(f"{INSIDE}/start-evaluation/", views.MoveOn.as_view(transition="start_evaluation"), name="start_evaluation"),
    path(f"{INSIDE}/start-tender/", views.MoveOn.as_view(transition="start_tender"), name="start_tender"),
    path(f"{INSIDE}/start-contract/", views.MoveOn.as_view(transition="start_contract"), name="start_contract"),
    path(f"{INSIDE}/run-contingency/", views.RunContingency.as_view(), name="run_contingency"),
    path(f"{INSIDE}/stop/", views.Stop.as_view(), name="stop_partnership"),
    path(f"{INSIDE}/criteria/<str:code>/waive/", views.Waive.as_view(), name="waive_criterion"),
    path(f"{INSIDE}/waivers/<int:pk>/withdraw/", views.WithdrawWaiver.as_view(), name="withdraw_waiver"),
]
