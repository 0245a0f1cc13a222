from django.urls import path

from procurement.tenders.urls import ONE
from procurement.timetable import views

urlpatterns = [
    path(f"{ONE}dates/", views.TenderDates.as_view(), name="tender_dates"),
    path(f"{ONE}dates/edit/", views.EditDates.as_view(), name="edit_tender_dates"),
]
