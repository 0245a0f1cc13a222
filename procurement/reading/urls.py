from django.urls import path

from procurement.reading import views
from procurement.tenders.urls import ONE

urlpatterns = [
    path(f"{ONE}bids/", views.Bids.as_view(), name="bids"),
    path(f"{ONE}bids/<int:pk>/", views.OpenedBid.as_view(), name="bid"),
    path(f"{ONE}bids/<int:pk>/exclude/", views.ExcludeBid.as_view(), name="exclude_bid"),
    path(f"{ONE}bids/<int:bid>/files/<uuid:key>/", views.BidDownload.as_view(), name="bid_file"),
]
