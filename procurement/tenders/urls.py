from django.urls import path

from procurement.tenders import views

OF = "partnerships/<int:partnership>/tender/"
ONE = f"{OF}<int:tender>/"

urlpatterns = [
    path(f"{OF}create/", views.CreateTender.as_view(), name="create_tender"),
    path(ONE, views.TenderSummary.as_view(), name="tender"),
    path(f"{ONE}edit/", views.EditTender.as_view(), name="edit_tender"),
    path(f"{ONE}cancel/", views.CancelTender.as_view(), name="cancel_tender"),
]
