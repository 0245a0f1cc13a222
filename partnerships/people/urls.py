from django.urls import path

from partnerships.people import views

urlpatterns = [
    path("you/", views.Account.as_view(), name="account"),
    path("you/edit/", views.EditAccount.as_view(), name="edit_account"),
    path("people/", views.PeopleList.as_view(), name="people"),
    path("people/<int:pk>/", views.PersonPage.as_view(), name="person"),
    path("demo/sign-in/", views.DemoSignIn.as_view(), name="demo_sign_in"),
]
