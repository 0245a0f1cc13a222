"""Pages of no slice: home, search, health and the help pages."""

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views import View

from psp.core.access import Public
from psp.core.views import Page


class Home(Page):
    permission_required = "signed_in"
    template_name = "home.html"
    title = _("Home")


class Health(Public, View):
    """The state of what the service needs, for those who watch it. Says nothing about people or content."""

    def get(self, request):
        return JsonResponse({"status": "ok"})
