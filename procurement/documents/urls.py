from django.urls import path

from procurement.documents import views
from procurement.tenders.urls import ONE

urlpatterns = [
    path(f"{ONE}documents/", views.TenderDocuments.as_view(), name="tender_documents"),
    path(f"{ONE}documents/add/", views.AddDocuments.as_view(), name="add_tender_documents"),
    path(f"{ONE}documents/upload/", views.UploadDocument.as_view(), name="upload_tender_document"),
    path(f"{ONE}documents/<int:pk>/remove/", views.RemoveDocument.as_view(), name="remove_tender_document"),
]
