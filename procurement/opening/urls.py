from django.urls import path

from procurement.opening import views
from procurement.tenders.urls import ONE

urlpatterns = [path(f"{ONE}open/", views.OpenBids.as_view(), name="open_bids")]
