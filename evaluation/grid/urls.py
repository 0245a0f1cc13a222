from django.urls import path

from evaluation.grid import views

urlpatterns = [
    path("evaluations/<int:study>/value-map/", views.ValueMap.as_view(), name="value_map"),
    path("evaluations/<int:study>/value-map/save/", views.SaveValueMap.as_view(), name="save_value_map"),
    path("evaluations/<int:study>/value-map/<int:pk>/", views.SaveRow.as_view(), name="save_value_map_row"),
    path("evaluations/<int:study>/range/", views.Range.as_view(), name="study_range"),
]
