from django.urls import path

from partnerships.documents import views

INSIDE = "partnerships/<int:partnership>/documents"

urlpatterns = [
    path(f"{INSIDE}/", views.Documents.as_view(), name="documents"),
    path(f"{INSIDE}/add/", views.AddDocument.as_view(), name="add_document"),
    path(f"{INSIDE}/<int:pk>/", views.DocumentPage.as_view(), name="document"),
    path(f"{INSIDE}/<int:pk>/edit/", views.EditDocument.as_view(), name="edit_document"),
    path(f"{INSIDE}/<int:pk>/versions/add/", views.AddVersion.as_view(), name="add_document_version"),
    path(f"{INSIDE}/<int:pk>/versions/<int:number>/", views.Download.as_view(), name="download_document"),
    path(f"{INSIDE}/<int:pk>/archive/", views.Archive.as_view(), name="archive_document"),
    path(f"{INSIDE}/<int:pk>/restore/", views.Restore.as_view(), name="restore_document"),
]
