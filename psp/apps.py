from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.backends.signals import connection_created


class PspConfig(AppConfig):
    name = "psp"
    verbose_name = "Manage public social partnerships"

    def ready(self):
        from psp import celery  # noqa: F401  the shared Celery app must exist before any task is named
        from psp.core.finding import teach_sqlite

        connection_created.connect(teach_sqlite, dispatch_uid="fold")


class PspAdminConfig(AdminConfig):
    default_site = "psp.admin_site.PspAdminSite"
