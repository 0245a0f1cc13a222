from django.urls import path

from partnerships.accounts import views

ONE = "people/<int:pk>"

urlpatterns = [
    path(f"{ONE}/edit/", views.EditPerson.as_view(), name="edit_person"),
    path(f"{ONE}/role/", views.ChangeRole.as_view(), name="change_role"),
    path(f"{ONE}/reset-second-factor/", views.ResetSecondFactor.as_view(), name="reset_second_factor"),
    path(f"{ONE}/deactivate/", views.DeactivatePerson.as_view(), name="deactivate_person"),
    path(f"{ONE}/reactivate/", views.ReactivatePerson.as_view(), name="reactivate_person"),
]
