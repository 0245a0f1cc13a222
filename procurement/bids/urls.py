from django.urls import path

from procurement.bids import views
from procurement.tenders.urls import ONE

urlpatterns = [
    path(f"{ONE}bids/record/", views.RecordBid.as_view(), name="record_bid"),
    path(f"{ONE}bids/replace/", views.ReplaceBid.as_view(), name="replace_bid"),
    path(f"{ONE}bids/withdraw/", views.WithdrawBid.as_view(), name="withdraw_bid"),
]
