"""Departments, contacts and people of an organisation."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnerships.contacts import operations
from partnerships.contacts.forms import ContactForm, DepartmentForm, MemberForm, NewMemberForm
from partnerships.contacts.models import Contact, Membership
from partnerships.organisations.models import Department
from partnerships.organisations.views import InOrganisation
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


class AddMember(WithDepartments, PeopleOfOrganisation, FindsChoices, OperationView):
    form_class = NewMemberForm
    title = _("Add a person of the organisation")
    intro = _("The person then sees the partnerships of the organisation and may change what the directory says of it.")
    submit_label = _("Add the person")
    done = _("The person is added.")

    def act(self, form):
        operations.add_membership(
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
    submit_label = _("Remove the person")
    done = _("The person is removed.")

    def get_title(self):
        return _("Remove {person} from the organisation").format(person=self.object.person)

    def get_context_data(self, **kwargs):
        follows = [
            _("The person no longer sees the organisation’s partnerships, except those in which they have a role."),
            _("The account stays open."),
        ]
        return super().get_context_data(danger=True, consequences=follows, **kwargs)

    def act(self, form):
        operations.remove_membership(membership=self.object, by=self.request.user, at=timezone.now())
