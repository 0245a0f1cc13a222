from django.urls import path

from partnerships.contacts import views
from partnerships.organisations.urls import INSIDE

urlpatterns = [
    path(f"{INSIDE}/departments/add/", views.AddDepartment.as_view(), name="add_department"),
    path(f"{INSIDE}/departments/<int:pk>/edit/", views.EditDepartment.as_view(), name="edit_department"),
    path(f"{INSIDE}/departments/<int:pk>/delete/", views.DeleteDepartment.as_view(), name="delete_department"),
    path(f"{INSIDE}/contacts/add/", views.AddContact.as_view(), name="add_contact"),
    path(f"{INSIDE}/contacts/<int:pk>/edit/", views.EditContact.as_view(), name="edit_contact"),
    path(f"{INSIDE}/contacts/<int:pk>/delete/", views.DeleteContact.as_view(), name="delete_contact"),
    path(f"{INSIDE}/people/add/", views.AddMember.as_view(), name="add_membership"),
    path(f"{INSIDE}/people/<int:pk>/edit/", views.EditMember.as_view(), name="edit_membership"),
    path(f"{INSIDE}/people/<int:pk>/remove/", views.RemoveMember.as_view(), name="remove_membership"),
]
