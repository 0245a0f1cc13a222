from django.urls import path

from partnerships.involvement import views

INSIDE = "partnerships/<int:partnership>/involvement"

urlpatterns = [
    path(f"{INSIDE}/", views.Log.as_view(), name="involvement_log"),
    path(f"{INSIDE}/add/", views.LogInvolvement.as_view(), name="log_involvement"),
    path(f"{INSIDE}/<int:pk>/", views.Entry.as_view(), name="involvement_entry"),
    path(f"{INSIDE}/<int:pk>/edit/", views.EditEntry.as_view(), name="edit_involvement_entry"),
    path(f"{INSIDE}/<int:pk>/remove/", views.RemoveEntry.as_view(), name="remove_involvement_entry"),
]
