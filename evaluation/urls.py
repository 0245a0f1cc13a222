from django.urls import include, path

urlpatterns = [
    path("", include("evaluation.sroi.urls")),
    path("", include("evaluation.studies.urls")),
    path("", include("evaluation.value_map.urls")),
    path("", include("evaluation.redesign.urls")),
    path("", include("evaluation.runs.urls")),
    path("", include("evaluation.results.urls")),
    path("", include("evaluation.grid.urls")),
    path("", include("evaluation.exchange.urls")),
]
