from django.urls import path

from partnerships.people import views

urlpatterns = [
    path("you/", views.Account.as_view(), name="account"),
    path("you/edit/", views.EditAccount.as_view(), name="edit_account"),
    path("people/", views.PeopleList.as_view(), name="people"),
    path("people/<int:pk>/", views.PersonPage.as_view(), name="person"),
    path("people/<int:pk>/edit/", views.EditPerson.as_view(), name="edit_person"),
    path("people/<int:pk>/deactivate/", views.DeactivatePerson.as_view(), name="deactivate_person"),
    path("people/<int:pk>/reactivate/", views.ReactivatePerson.as_view(), name="reactivate_person"),
    path("demo/sign-in/", views.DemoSignIn.as_view(), name="demo_sign_in"),
]
