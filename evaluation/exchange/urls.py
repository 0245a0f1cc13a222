from django.urls import path

from evaluation.exchange import views

urlpatterns = [
    path("evaluations/<int:study>/import/", views.ImportValueMap.as_view(), name="import_value_map"),
    path("evaluations/<int:study>/export/", views.ExportValueMap.as_view(), name="export_value_map"),
]
