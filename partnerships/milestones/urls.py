from django.urls import path

from partnerships.milestones import views

INSIDE = "partnerships/<int:partnership>/timeline"

urlpatterns = [
    path(f"{INSIDE}/milestones/add/", views.AddMilestone.as_view(), name="add_milestone"),
    path(f"{INSIDE}/milestones/<int:pk>/edit/", views.EditMilestone.as_view(), name="edit_milestone"),
    path(f"{INSIDE}/milestones/<int:pk>/complete/", views.CompleteMilestone.as_view(), name="complete_milestone"),
    path(f"{INSIDE}/milestones/<int:pk>/reopen/", views.ReopenMilestone.as_view(), name="reopen_milestone"),
    path(f"{INSIDE}/milestones/<int:pk>/remove/", views.RemoveMilestone.as_view(), name="remove_milestone"),
    path(f"{INSIDE}/links/add/", views.AddLink.as_view(), name="add_link"),
    path(f"{INSIDE}/links/<int:pk>/remove/", views.RemoveLink.as_view(), name="remove_link"),
]
