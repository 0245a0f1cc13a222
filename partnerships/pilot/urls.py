from django.urls import path

from partnerships.pilot import views

INSIDE = "partnerships/<int:partnership>/pilot"

urlpatterns = [
    path(f"{INSIDE}/", views.Pilot.as_view(), name="pilot"),
    path(f"{INSIDE}/freeze/", views.Freeze.as_view(), name="freeze_criteria"),
    path(f"{INSIDE}/criteria/add/", views.AddCriterion.as_view(), name="add_success_criterion"),
    path(f"{INSIDE}/criteria/<int:pk>/", views.CriterionPage.as_view(), name="success_criterion"),
    path(f"{INSIDE}/criteria/<int:pk>/edit/", views.EditCriterion.as_view(), name="edit_success_criterion"),
    path(f"{INSIDE}/criteria/<int:pk>/withdraw/", views.WithdrawCriterion.as_view(), name="withdraw_success_criterion"),
    path(f"{INSIDE}/criteria/<int:pk>/results/add/", views.RecordResult.as_view(), name="record_result"),
    path(f"{INSIDE}/results/<int:pk>/edit/", views.EditResult.as_view(), name="edit_result"),
]
