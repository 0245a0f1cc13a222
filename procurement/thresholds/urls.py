from django.urls import path

from procurement.tenders.urls import ONE
from procurement.thresholds import views

urlpatterns = [
    path("thresholds/", views.Figures.as_view(), name="thresholds"),
    path("thresholds/add/", views.AddThreshold.as_view(), name="add_threshold"),
    path("thresholds/<int:pk>/edit/", views.EditThreshold.as_view(), name="edit_threshold"),
    path("thresholds/time-limits/<int:pk>/edit/", views.EditTimeLimit.as_view(), name="edit_time_limit"),
    path(f"{ONE}value/", views.TenderValue.as_view(), name="tender_value"),
]
