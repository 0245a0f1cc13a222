from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin.apps import AdminConfig
from django.db.backends.signals import connection_created


class PspConfig(AppConfig):
    name = "psp"
    verbose_name = "Manage public social partnerships"

    def ready(self):
        from django.contrib.auth.signals import user_logged_in

        from psp import (  # noqa: F401  the shared Celery app must exist before any task is named; checks register themselves
            celery,
            checks,
            sign_in_log,
        )
        from psp.core import fresh, large_keys, session_length  # noqa: F401  a lookup registers itself
        from psp.core.finding import teach_sqlite

        if settings.SENTRY_DSN:
            from psp import error_reports

            place = "production" if settings.PRODUCTION else "embedded"
            error_reports.start(settings.SENTRY_DSN, instance=settings.INSTANCE, environment=place)
        connection_created.connect(teach_sqlite, dispatch_uid="fold")
        sign_in_log.connect()
        user_logged_in.connect(session_length.begin, dispatch_uid="session length")
        user_logged_in.connect(fresh.after_sign_in, dispatch_uid="typed password")


class PspAdminConfig(AdminConfig):
    default_site = "psp.admin_site.PspAdminSite"

    def ready(self):
        super().ready()
        from psp.library_admin import close

        close()
