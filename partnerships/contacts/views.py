"""Departments, contacts and people of an organisation."""

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partnerships.contacts import operations
from partnerships.contacts.forms import ContactForm, DepartmentForm, MemberForm, NewMemberForm, RemoveMemberForm
from partnerships.contacts.models import Contact, Membership
from partnerships.organisations.models import Department
from partnerships.organisations.views import InOrganisation
from partnerships.roles.operations import may_end_role
from psp.core.choosing import FindsChoices
from psp.core.views import EditView, OperationView, TransitionView


class WithDepartments:
    """A form that may name a department of the organisation."""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"organisation": self.organisation}


class AddDepartment(InOrganisation, OperationView):
    permission_required = "partnerships.add_department"
    form_class = DepartmentForm
    title = _("Add a department")
    done = _("The department is added.")

    def act(self, form):
        operations.add_department(
            organisation=self.organisation, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )


class EditDepartment(InOrganisation, EditView):
    model = Department
    permission_required = "partnerships.change_department"
    form_class = DepartmentForm
    title = _("Change a department")
    done = _("The department is changed.")

    def act(self, form):
        operations.edit_department(
            department=self.object,
            changes=form.cleaned_data,
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )


class DeleteDepartment(InOrganisation, TransitionView):
    model = Department
    permission_required = "partnerships.delete_department"
    submit_label = _("Delete the department")
    done = _("The department is deleted.")

    def get_title(self):
        return _("Delete the department {department}").format(department=self.object)

    def get_context_data(self, **kwargs):
        stays = [_("Its contacts and people stay with the organisation.")]
        return super().get_context_data(danger=True, consequences=stays, **kwargs)

    def act(self, form):
        operations.delete_department(department=self.object, by=self.request.user, at=timezone.now())


class AddContact(WithDepartments, InOrganisation, OperationView):
    permission_required = "partnerships.add_contact"
    form_class = ContactForm
    title = _("Add a contact")
    intro = _("Somebody to ring or write to. Everyone who signs in sees it, so leave private numbers out.")
    done = _("The contact is added.")

    def act(self, form):
        operations.add_contact(
            organisation=self.organisation, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )


class EditContact(WithDepartments, InOrganisation, EditView):
    model = Contact
    permission_required = "partnerships.change_contact"
    form_class = ContactForm
    title = _("Change a contact")
    done = _("The contact is changed.")

    def act(self, form):
        operations.edit_contact(
            contact=self.object,
            changes=form.cleaned_data,
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )


class DeleteContact(InOrganisation, TransitionView):
    model = Contact
    permission_required = "partnerships.delete_contact"
    submit_label = _("Delete the contact")
    done = _("The contact is deleted.")

    def get_title(self):
        return _("Delete the contact {contact}").format(contact=self.object)

    def get_context_data(self, **kwargs):
        return super().get_context_data(danger=True, **kwargs)

    def act(self, form):
        operations.delete_contact(contact=self.object, by=self.request.user, at=timezone.now())


class PeopleOfOrganisation(InOrganisation):
    """Who belongs to an organisation is asked on the organisation: people of it and administrators say so."""

    permission_required = "partnerships.add_membership"
    who_may = operations.WHO_ADDS_PEOPLE
    model = Membership

    def permission_object(self):
        return self.organisation


class AddMember(WithDepartments, InOrganisation, FindsChoices, OperationView):
    permission_required = "partnerships.invite_to_organisation"
    who_may = operations.WHO_INVITES
    form_class = NewMemberForm
    title = _("Invite a person to the organisation")
    submit_label = _("Invite the person")

    def permission_object(self):
        return self.organisation

    @property
    def intro(self):
        words = gettext("The person accepts or declines. Then they see its partnerships and keep its entry.")
        terms = operations.terms_of(self.organisation, self.request.user)
        if terms.needs_yes:
            return words + " " + gettext("As you do not speak for it, one of its own people has to agree first.")
        if terms.speaks_first:
            return words + " " + gettext("It has nobody here yet: the person will be the first to speak for it.")
        return words

    def get_done(self):
        if self.result.waits_for_yes and self.result.needs_purchaser:
            return gettext("The purchasers of the council are asked first.")
        if self.result.waits_for_yes:
            return gettext("The people of the organisation are asked first.")
        return gettext("The person is invited and sees it on their home page.")

    def get_success_url(self):
        return self.organisation.get_absolute_url()

    def act(self, form):
        return operations.offer_membership(
            organisation=self.organisation, by=self.request.user, at=timezone.now(), **form.cleaned_data
        )


class EditMember(WithDepartments, PeopleOfOrganisation, EditView):
    form_class = MemberForm
    done = _("The change is saved.")

    def get_title(self):
        return _("What {person} does").format(person=self.object.person)

    def act(self, form):
        operations.edit_membership(
            membership=self.object,
            changes=form.cleaned_data,
            expected_version=self.expected_version,
            by=self.request.user,
            at=timezone.now(),
        )


class RemoveMember(PeopleOfOrganisation, TransitionView):
    """Removes somebody, with their roles in the organisation's partnerships beside it."""

    form_class = RemoveMemberForm
    submit_label = _("Remove the person")
    done = _("The person is removed.")

    def load(self):
        super().load()
        roles = operations.roles_through(self.object, self.request.user)
        may_end = {role.pk for role in roles if may_end_role(role, self.request.user)}
        self.roles = [role for role in roles if role.pk in may_end]
        self.for_others = [role for role in roles if role.pk not in may_end]

    def get_form_kwargs(self):
        words = gettext("{role} of {partnership} – belongs to {organisation} no longer")
        told = [
            (
                role,
                words.format(
                    role=role.get_role_display(), partnership=role.partnership, organisation=self.organisation
                ),
            )
            for role in self.roles
        ]
        return super().get_form_kwargs() | {"roles": told}

    def get_title(self):
        return _("Remove {person} from the organisation").format(person=self.object.person)

    def get_context_data(self, **kwargs):
        words = gettext("{role} of {partnership} stays until the project leader or the purchasers end it.")
        follows = [
            _("The person no longer sees the organisation’s partnerships, except those in which they have a role."),
            _("The account stays open, and the person is notified."),
            *(words.format(role=role.get_role_display(), partnership=role.partnership) for role in self.for_others),
        ]
        return super().get_context_data(danger=True, consequences=follows, **kwargs)

    def act(self, form):
        operations.remove_membership(membership=self.object, by=self.request.user, at=timezone.now(), **form.facts)
