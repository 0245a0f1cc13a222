from django.urls import path

from partnerships.invitations import views

ONE = "invitations/<int:pk>"

urlpatterns = [
    path("invitations/", views.InvitationList.as_view(), name="invitations"),
    path("invitations/new/", views.Invite.as_view(), name="invite"),
    path(f"{ONE}/", views.InvitationPage.as_view(), name="invitation"),
    path(f"{ONE}/accept/", views.Accept.as_view(), name="accept_own_invitation"),
    path(f"{ONE}/decline/", views.Decline.as_view(), name="decline_invitation"),
    path(f"{ONE}/agree/", views.Agree.as_view(), name="confirm_invitation"),
    path(f"{ONE}/refuse/", views.Refuse.as_view(), name="refuse_invitation"),
    path(f"{ONE}/resend/", views.Resend.as_view(), name="resend_invitation"),
    path(f"{ONE}/withdraw/", views.WithdrawInvitation.as_view(), name="withdraw_invitation"),
    path("invitations/accept/<str:secret>/", views.AcceptInvitation.as_view(), name="accept_invitation"),
]
