from django.urls import path

from procurement.belated import views
from procurement.tenders.urls import ONE

urlpatterns = [
    path(f"{ONE}bids/belated/", views.RecordBelatedBid.as_view(), name="record_belated_bid"),
    path(f"{ONE}bids/<int:pk>/confirm/", views.ConfirmBelatedBid.as_view(), name="confirm_belated_bid"),
]
