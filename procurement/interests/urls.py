from django.urls import path

from procurement.interests import views
from procurement.tenders.urls import ONE

urlpatterns = [
    path(f"{ONE}interests/", views.DeclareInterests.as_view(), name="declare_interests"),
    path(f"{ONE}evaluators/<int:pk>/interest/", views.RecordLateInterest.as_view(), name="record_late_interest"),
]
