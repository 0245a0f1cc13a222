from django.urls import path

from partnerships.partners.urls import INSIDE
from partnerships.roles import views

urlpatterns = [
    path(f"{INSIDE}/partners/", views.Partners.as_view(), name="partners"),
    path(f"{INSIDE}/partners/<int:pk>/remove/", views.RemovePartner.as_view(), name="remove_partner"),
    path(f"{INSIDE}/people/add/", views.AddPerson.as_view(), name="add_person"),
    path(f"{INSIDE}/people/leader/", views.NameLeader.as_view(), name="name_leader"),
    path(f"{INSIDE}/people/take-on/", views.TakeOn.as_view(), name="take_on"),
    path(f"{INSIDE}/people/<int:pk>/end/", views.EndRole.as_view(), name="end_role"),
]
