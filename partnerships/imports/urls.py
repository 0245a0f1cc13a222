from django.urls import path

from partnerships.imports import views

ONE = "organisations/register/<int:pk>"

urlpatterns = [
    path("organisations/register/", views.Imports.as_view(), name="register_imports"),
    path("organisations/register/new/", views.Upload.as_view(), name="import_register"),
    path(f"{ONE}/", views.ImportPage.as_view(), name="register_import"),
    path(f"{ONE}/rows/<slug:which>/", views.ImportRows.as_view(), name="register_import_rows"),
    path(f"{ONE}/apply/", views.ApplyImport.as_view(), name="apply_registerimport"),
    path(f"{ONE}/undo/", views.UndoImport.as_view(), name="undo_registerimport"),
    path(f"{ONE}/resume/", views.ResumeImport.as_view(), name="resume_registerimport"),
]
