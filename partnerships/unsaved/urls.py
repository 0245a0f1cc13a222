from django.urls import path

from partnerships.unsaved import views

urlpatterns = [
    path("unsaved/", views.UnsavedForms.as_view(), name="unsaved_forms"),
    path("unsaved/<uuid:key>/discard/", views.DiscardForm.as_view(), name="discard_form"),
]
