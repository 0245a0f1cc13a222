from django.urls import path

from procurement.draws import views
from procurement.tenders.urls import ONE

urlpatterns = [
    path(f"{ONE}result/draw/", views.DrawPage.as_view(), name="draw"),
    path(f"{ONE}result/draw/prepare/", views.PrepareDraw.as_view(), name="prepare_draw"),
    path(f"{ONE}result/draw/witness/", views.WitnessDraw.as_view(), name="witness_draw"),
    path(f"{ONE}result/draw/abandon/", views.AbandonDraw.as_view(), name="abandon_draw"),
]
