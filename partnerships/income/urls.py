from django.urls import path

from partnerships.income import views
from partnerships.organisations.urls import INSIDE

urlpatterns = [
    path(f"{INSIDE}/income/add/", views.AddIncomeYear.as_view(), name="add_income_year"),
    path(f"{INSIDE}/income/<int:pk>/edit/", views.EditIncomeYear.as_view(), name="edit_income_year"),
    path(f"{INSIDE}/income/<int:pk>/delete/", views.DeleteIncomeYear.as_view(), name="delete_income_year"),
]
