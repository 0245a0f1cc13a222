from django.urls import path

from procurement.awards import views
from procurement.tenders.urls import ONE

urlpatterns = [
    path(f"{ONE}award/", views.AwardPage.as_view(), name="award"),
    path(f"{ONE}award/decide/", views.AwardTender.as_view(), name="award_tender"),
    path(f"{ONE}conclude/", views.ConcludeTender.as_view(), name="conclude_tender"),
]
