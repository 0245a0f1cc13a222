from allauth.usersessions.models import UserSession
from django.contrib.auth import login
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views import View

from partnerships.people import operations
from partnerships.people.forms import AccountForm, PeopleFilter
from partnerships.people.models import User
from partnerships.people.queries import people_with_second_factor
from psp.core.access import Public
from psp.core.lists import RecordList
from psp.core.nearby import is_demo_here
from psp.core.onward import onward_of
from psp.core.views import EditView, Page, RecordPage

BACKEND = "psp.sign_in.SignInBackend"


class Account(Page):
    """A person's own page: details, security, notices, calendar."""

    permission_required = "signed_in"
    template_name = "partnerships/people/account.html"
    title = _("Your account")

    def get_context_data(self, **kwargs):
        memberships = self.request.user.memberships.select_related("organisation", "department")
        return super().get_context_data(memberships=memberships, **kwargs)


class EditAccount(EditView):
    permission_required = "signed_in"
    model = User
    form_class = AccountForm
    title = _("Change your details")
    done = _("Your details are changed.")

    def crumbs(self):
        return [(_("Your account"), reverse("account"))]

    def get_success_url(self):
        return reverse("account")

    def load(self):
        self.object = User.objects.get(pk=self.request.user.pk)

    def act(self, form):
        operations.edit_person(
            person=self.object,
            changes=form.cleaned_data,
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )


class PeopleList(RecordList):
    model = User
    permission_required = "partnerships.add_user"
    who_may = _("administrators")
    filterset_class = PeopleFilter
    template_name = "partnerships/people/list.html"
    title = _("People")
    sorts = {"name": "name", "role": "role", "joined": "-joined_at", "seen": "-last_login"}
    add_label = _("Invite a person")
    empty = {"title": _("Nobody matches"), "text": _("Try fewer words, or invite the person.")}
    columns = [
        (_("Name"), "name"),
        (_("E-mail address"), "email"),
        (_("Role"), "get_role_display"),
        (_("Account open"), "is_active"),
        (_("Second factor"), "has_second_factor"),
        (_("Last signed in"), "last_login"),
    ]

    def get_queryset(self):
        return people_with_second_factor(super().get_queryset())

    def get_add_url(self):
        return reverse("invite")


class PersonPage(RecordPage):
    model = User
    permission_required = "partnerships.view_user"
    template_name = "partnerships/people/person.html"

    def crumbs(self):
        return [(_("People"), reverse("people"))] if self.request.user.is_administrator else []

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            memberships=self.object.memberships.select_related("organisation"),
            roles=self.object.partnership_roles.visible_to(self.request.user).select_related("partnership"),
            **kwargs,
        )


class DemoSignIn(Public, View):
    """Signs a visitor in as one of the demonstration people, in demo mode on this machine only."""

    http_method_names = ["post"]

    def post(self, request):
        if not is_demo_here(request):
            raise Http404
        person = get_object_or_404(
            User.objects.active(), email=request.POST.get("email", "").replace("\x00", ""), is_demo=True
        )
        login(request, person, backend=BACKEND)
        # The list of a person's sessions, by which they are signed out everywhere.
        UserSession.objects.create_from_request(request)
        return redirect(onward_of(request) or "home")
