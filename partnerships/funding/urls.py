from django.urls import path

from partnerships.funding import views

INSIDE = "partnerships/<int:partnership>/funding"

urlpatterns = [
    path(f"{INSIDE}/", views.Funding.as_view(), name="funding"),
    path(f"{INSIDE}/sources/add/", views.AddLine.as_view(), name="add_funding_line"),
    path(f"{INSIDE}/sources/<int:pk>/", views.LinePage.as_view(), name="funding_line"),
    path(f"{INSIDE}/sources/<int:pk>/edit/", views.EditLine.as_view(), name="edit_funding_line"),
    path(f"{INSIDE}/sources/<int:pk>/remove/", views.RemoveLine.as_view(), name="remove_funding_line"),
    path(f"{INSIDE}/sources/<int:pk>/payments/add/", views.AddPayments.as_view(), name="add_payments"),
    path(f"{INSIDE}/payments/<int:pk>/remove/", views.RemovePayment.as_view(), name="remove_payment"),
    path(f"{INSIDE}/costs/add/", views.AddCost.as_view(), name="add_cost"),
    path(f"{INSIDE}/costs/<int:pk>/edit/", views.EditCost.as_view(), name="edit_cost"),
    path(f"{INSIDE}/costs/<int:pk>/remove/", views.RemoveCost.as_view(), name="remove_cost"),
    path(f"{INSIDE}/spending/record/", views.RecordSpending.as_view(), name="record_spending"),
]
