"""Pages of no slice: home, search, health and the help pages."""

from django.http import Http404, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView

from psp import health
from psp.core.access import Public
from psp.core.views import Page
from psp.glossary import GLOSSARY

HELP_PAGES = {
    "start": _("How this service works"),
    "design": _("The design stage"),
    "pilot": _("The pilot stage"),
    "evaluation": _("Evaluation and redesign"),
    "tender": _("The tender stage"),
    "contract": _("Contract, contingency or stop"),
    "glossary": _("Glossary"),
    "accessibility": _("Accessibility statement"),
    "privacy": _("Privacy"),
    "cookies": _("Cookies"),
}


class Home(Page):
    permission_required = "signed_in"
    template_name = "home.html"
    title = _("Home")


class Help(Public, TemplateView):
    """One of the help pages, by the last word of its address."""

    slug = ""

    def get_template_names(self):
        slug = self.kwargs.get("slug", self.slug)
        if slug not in HELP_PAGES:
            raise Http404
        return [f"help/{slug}.html"]

    def get_context_data(self, **kwargs):
        slug = self.kwargs.get("slug", self.slug)
        pages = [{"slug": name, "title": title, "url": reverse("help_page", args=[name])} for name, title in HELP_PAGES.items()]
        return super().get_context_data(
            title=HELP_PAGES.get(slug, ""), slug=slug, pages=pages, glossary=GLOSSARY, **kwargs
        )


class Health(Public, View):
    """The state of what the service needs, for those who watch it. Says nothing about people or content."""

    def get(self, request):
        state = health.report(timezone.now())
        return JsonResponse(state, status=503 if state["status"] == "down" else 200)
