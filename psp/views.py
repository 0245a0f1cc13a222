"""Pages of no slice: home, search, health and the help pages."""

from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import RedirectView, TemplateView

from partnerships.activity.queries import done_among
from psp import health, home
from psp.core import retention, session_length
from psp.core.access import Public
from psp.core.views import Page
from psp.glossary import GLOSSARY
from psp.search import SOURCES, search

HELP_PAGES = {
    "start": _("How this service works"),
    "people": _("People, roles and invitations"),
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
    """Where a person's day begins: what they owe, their partnerships, and what their role watches."""

    permission_required = "signed_in"
    template_name = "home.html"

    def get_title(self):
        hour = timezone.localtime().hour
        greeting = (
            _("Good morning, {name}")
            if hour < 12
            else _("Good afternoon, {name}")
            if hour < 18
            else _("Good evening, {name}")
        )
        return greeting.format(name=self.request.user.name.partition(" ")[0])

    @cached_property
    def done(self):
        """What was done in the partnerships drawn here: a write elsewhere leaves what is kept."""
        return done_among(home.shown_to(self.request.user), by=self.request.user)

    def partnerships(self):
        """Asked for only where they are drawn: the page is kept until something is done."""
        return home.partnerships_of(self.request.user, at=timezone.now(), done=self.done)

    def get_context_data(self, **kwargs):
        person, today = self.request.user, timezone.localdate()
        context = {
            "to_do": home.to_do(person, today=today, done=home.done_for(person)),
            "done": self.done,
            "today": today,
            "invitations": home.invitations_for(person, at=timezone.now()),
            "learning_points": home.learning_for(person),
            "may_start": person.has_perm("partnerships.add_partnership"),
        }
        if person.is_administrator:
            context["watches"] = home.watches()
        else:
            context["tenders"] = home.tenders_of(person, at=timezone.now())
        return super().get_context_data(**context | kwargs)


class Search(Page):
    """Finds whatever the person may see, by kind; one kind alone a page at a time."""

    permission_required = "signed_in"
    template_name = "search.html"
    title = _("Search")

    def get_context_data(self, **kwargs):
        text = self.request.GET.get("q", "").replace("\x00", "").strip()[:200]
        source = next((each for each in SOURCES if each.key == self.request.GET.get("kind")), None)
        context = {"text": text, "source": source}
        if text and source:
            page = Paginator(source.rows(text, self.request.user), 25).get_page(self.request.GET.get("page"))
            context |= {"page_obj": page, "hits": [source.hit(row, text) for row in page]}
        elif text:
            context["found"] = search(text, person=self.request.user)
        return super().get_context_data(**context | kwargs)


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
        pages = [
            {"slug": name, "title": title, "url": reverse("help_page", args=[name])}
            for name, title in HELP_PAGES.items()
        ]
        # The address's own slug is among the arguments too.
        given = {"title": HELP_PAGES.get(slug, ""), "slug": slug, "pages": pages, "glossary": GLOSSARY}
        given["session_length"] = session_length.in_words()
        if slug == "privacy":
            given |= {"retention_rules": retention.rules(), "keepings": retention.keepings()}
        return super().get_context_data(**kwargs | given)


class Icon(Public, RedirectView):
    """Where browsers look for the icon of what is no page, such as a file."""

    permanent = True

    def get_redirect_url(self, *args, **kwargs):
        return static("img/favicon.svg")


class Health(Public, View):
    """The state of what the service needs, for those who watch it. Says nothing about people or content."""

    answers_without_database = True
    passive = True

    def get(self, request):
        state = health.report(timezone.now())
        return JsonResponse(state, status=503 if state["status"] == "down" else 200)
