from django.urls import include, path

urlpatterns = [
    path("", include("procurement.tenders.urls")),
    path("", include("procurement.overview.urls")),
    path("", include("procurement.documents.urls")),
    path("", include("procurement.thresholds.urls")),
    path("", include("procurement.involvement.urls")),
    path("", include("procurement.timetable.urls")),
    path("", include("procurement.criteria.urls")),
    path("", include("procurement.publication.urls")),
    path("", include("procurement.questions.urls")),
    path("", include("procurement.readiness.urls")),
    path("", include("procurement.answers.urls")),
    path("", include("procurement.contingency.urls")),
]
