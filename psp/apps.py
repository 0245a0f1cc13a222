from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.backends.signals import connection_created


class PspConfig(AppConfig):
    name = "psp"
    verbose_name = "Manage public social partnerships"

    def ready(self):
        from django.contrib.auth.signals import user_logged_in

        from psp import (  # noqa: F401  checks register themselves
            celery,
            checks,
            sign_in_log,
        )
        from psp.core import large_keys, session_length  # noqa: F401  a lookup registers itself
        from psp.core.finding import teach_sqlite

        connection_created.connect(teach_sqlite, dispatch_uid="fold")
        sign_in_log.connect()
        user_logged_in.connect(session_length.begin, dispatch_uid="session length")


class PspAdminConfig(AdminConfig):
    default_site = "psp.admin_site.PspAdminSite"

    def ready(self):
        super().ready()
        from psp.library_admin import close

        close()
