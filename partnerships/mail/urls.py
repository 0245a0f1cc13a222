from django.urls import path

from partnerships.mail import views

urlpatterns = [
    path("mail/", views.MailQueueList.as_view(), name="mail_queue"),
    path("mail/retry/", views.RetryFailedMail.as_view(), name="retry_failed_mail"),
    path("mail/<int:pk>/", views.MailPage.as_view(), name="mail"),
    path("mail/<int:pk>/retry/", views.RetryMail.as_view(), name="retry_mail"),
]
