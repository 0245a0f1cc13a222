from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class PspAdminSite(AdminSite):
    site_header = _("Manage public social partnerships: administration")
    site_title = _("Administration")
    index_title = _("Records")

    def login(self, request, extra_context=None):
        """Send people to the product's own sign-in, which knows second factors and rate limits."""
        if request.user.is_authenticated:
            raise PermissionDenied(_("Only administrators can open the administration pages."))
        from django.contrib.auth.views import redirect_to_login

        return redirect_to_login(reverse("admin:index"))
