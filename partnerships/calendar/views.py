"""Calendar files: a person's feed at a secret address, and a partnership's dates to download."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from partnerships.calendar import operations
from partnerships.calendar.queries import items_of_partnership, items_of_person, owner_of_feed
from partnerships.lifecycle.views import PartnershipPage
from psp.core.access import Public
from psp.core.calendar import calendar_file
from psp.core.forms import NothingToFill
from psp.core.views import OperationView


def calendar_response(name, items):
    """Answer with a calendar file that no cache between keeps."""
    content = calendar_file(name, items, base_url=settings.BASE_URL, at=timezone.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{slugify(name) or "calendar"}.ics"'
    response["Cache-Control"] = "private, no-store"
    return response


class CalendarPage(OperationView):
    """Makes the person's secret address, shows it once, and revokes it."""

    permission_required = "signed_in"
    form_class = NothingToFill
    template_name = "partnerships/calendar/calendar.html"
    title = gettext_lazy("Your calendar feed")

    def crumbs(self):
        return [(gettext_lazy("Your account"), reverse("account"))]

    def form_valid(self, form):
        user, at = self.request.user, timezone.now()
        if "revoke" in self.request.POST:
            operations.revoke_feed(person=user, by=user, at=at)
            return redirect("calendar_link")
        # Answered without a redirect: the secret is kept nowhere it could be read from again.
        secret = operations.make_feed(person=user, by=user, at=at)
        address = f"{settings.BASE_URL}{reverse('calendar_feed', args=[secret])}"
        response = self.render_to_response(self.get_context_data(form=form, address=address))
        response["Cache-Control"] = "no-store"
        return response

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{"is_open": bool(self.request.user.calendar_hash)} | kwargs)


class Feed(Public, View):
    """What is due for the owner of the secret address; nothing there once it is revoked."""

    def get(self, request, secret):
        person = owner_of_feed(secret)
        if person is None:
            raise Http404
        items = items_of_person(person, today=timezone.localdate())
        return calendar_response(_("Partnership dates of {person}").format(person=person), items)


class PartnershipCalendar(PartnershipPage):
    """Everything due in a partnership, as a calendar file."""

    section = "timeline"

    def get(self, request, *args, **kwargs):
        items = items_of_partnership(self.partnership, person=self.request.user, today=timezone.localdate())
        response = calendar_response(str(self.partnership), items)
        response["Content-Disposition"] = response["Content-Disposition"].replace("inline", "attachment")
        return response
