from django.urls import path

from partnerships.invitations import views

urlpatterns = [
    path("invitations/", views.InvitationList.as_view(), name="invitations"),
    path("invitations/new/", views.Invite.as_view(), name="invite"),
    path("invitations/<int:pk>/withdraw/", views.WithdrawInvitation.as_view(), name="withdraw_invitation"),
    path("invitations/accept/<str:secret>/", views.AcceptInvitation.as_view(), name="accept_invitation"),
]
