from django.urls import path

from procurement.publication import views
from procurement.tenders.urls import ONE

urlpatterns = [
    path(f"{ONE}publish/", views.PublishTender.as_view(), name="publish_tender"),
    path(f"{ONE}publish/withdraw/", views.WithdrawPublication.as_view(), name="withdraw_publication"),
    path(f"{ONE}amend/", views.AmendTender.as_view(), name="amend_tender"),
    path(f"{ONE}documents/<int:pk>/amend/", views.AmendDocument.as_view(), name="amend_tender_document"),
]
