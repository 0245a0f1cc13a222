from django.urls import path

from evaluation.sroi import views

urlpatterns = [
    path("evaluations/rates/", views.Rates.as_view(), name="rates"),
    path("evaluations/rates/new/", views.AddDiscountSchedule.as_view(), name="add_discount_schedule"),
    path("evaluations/rates/<int:pk>/edit/", views.EditDiscountSchedule.as_view(), name="edit_discount_schedule"),
    path("evaluations/prices/new/", views.AddPriceIndex.as_view(), name="add_price_index"),
    path("evaluations/prices/<int:pk>/edit/", views.EditPriceIndex.as_view(), name="edit_price_index"),
]
