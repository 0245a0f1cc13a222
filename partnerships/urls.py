from django.urls import include, path

urlpatterns = [
    path("", include("partnerships.calendar.urls")),
    path("", include("partnerships.design.urls")),
    path("", include("partnerships.documents.urls")),
    path("", include("partnerships.evidence.urls")),
    path("", include("partnerships.gates.urls")),
    path("", include("partnerships.involvement.urls")),
    path("", include("partnerships.lifecycle.urls")),
    path("", include("partnerships.mail.urls")),
    path("", include("partnerships.milestones.urls")),
    path("", include("partnerships.moves.urls")),
    path("", include("partnerships.notifications.urls")),
    path("", include("partnerships.overview.urls")),
    path("", include("partnerships.partners.urls")),
    path("", include("partnerships.people.urls")),
    path("", include("partnerships.pilot.urls")),
    path("", include("partnerships.starting.urls")),
    path("", include("partnerships.timeline.urls")),
]
