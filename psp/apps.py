from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class PspConfig(AppConfig):
    name = "psp"
    verbose_name = "Manage public social partnerships"

    def ready(self):
        from django.contrib.auth.signals import user_logged_in

        from psp import celery  # noqa: F401  the shared Celery app must exist before any task is named
        from psp.core import session_length

        user_logged_in.connect(session_length.begin, dispatch_uid="session length")


class PspAdminConfig(AdminConfig):
    default_site = "psp.admin_site.PspAdminSite"
