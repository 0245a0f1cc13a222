from django.urls import path

from procurement.overview import views
from procurement.tenders.urls import OF

urlpatterns = [
    path("tenders/", views.TenderList.as_view(), name="tenders"),
    path(OF, views.PartnershipTender.as_view(), name="partnership_tender"),
]
