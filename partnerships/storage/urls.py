from django.urls import path

from partnerships.storage import views

urlpatterns = [
    path("storage/", views.Storage.as_view(), name="storage"),
    path("storage/pair/", views.PairStorage.as_view(), name="pair_storage"),
    path("storage/confirm/", views.ConfirmLook.as_view(), name="confirm_look"),
    path("storage/delete/", views.DeleteQuarantined.as_view(), name="delete_quarantined"),
    path("storage/<int:pk>/keep/", views.KeepFile.as_view(), name="keep_file"),
]
