from django.urls import path

from partnerships.commitments import views

INSIDE = "partnerships/<int:partnership>/commitments"

urlpatterns = [
    path(f"{INSIDE}/", views.Commitments.as_view(), name="commitments"),
    path(f"{INSIDE}/offer/", views.Offer.as_view(), name="offer_commitment"),
    path(f"{INSIDE}/<int:pk>/", views.CommitmentPage.as_view(), name="commitment"),
    path(f"{INSIDE}/<int:pk>/edit/", views.EditCommitment.as_view(), name="edit_commitment"),
    path(f"{INSIDE}/<int:pk>/sign/", views.SignCommitment.as_view(), name="sign_commitment"),
    path(f"{INSIDE}/<int:pk>/withdraw/", views.WithdrawCommitment.as_view(), name="withdraw_commitment"),
]
