from django.urls import path

from partnerships.moves import views

INSIDE = "partnerships/<int:partnership>/timeline"

urlpatterns = [
    path(f"{INSIDE}/milestones/<int:pk>/move/", views.Move.as_view(), name="move_milestone"),
    path(f"{INSIDE}/periods/<int:pk>/move/", views.MovePeriod.as_view(), name="move_period"),
    path(f"{INSIDE}/periods/<int:pk>/length/", views.Resize.as_view(), name="resize_period"),
    path(f"{INSIDE}/periods/<int:pk>/reason/", views.ExplainShort.as_view(), name="explain_short_period"),
    path(f"{INSIDE}/baseline/", views.SetBaseline.as_view(), name="set_baseline"),
]
