from django.urls import path

from partnerships.retention import views

urlpatterns = [
    path("retention/", views.Retention.as_view(), name="retention"),
    path("retention/holds/", views.Holds.as_view(), name="retention_holds"),
    path("retention/holds/new/", views.PlaceHold.as_view(), name="place_retention_hold"),
    path("retention/holds/<int:pk>/end/", views.EndHold.as_view(), name="end_retention_hold"),
    path("retention/<slug:rule>/", views.DueRecords.as_view(), name="retention_rule"),
]
