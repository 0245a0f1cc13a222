from django import forms
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, FilterSet

from partnerships.notifications.models import Email, Notice, kind_labels
from psp.core import due, notices
from psp.core.finding import WordsFilter
from psp.core.forms import PspForm


class NoticeFilter(FilterSet):
    q = WordsFilter("title", "partnership__name", label=_("Words in the title"))
    read = ChoiceFilter(
        method="by_read",
        label=_("Read or not"),
        empty_label=_("All"),
        choices=[("no", _("Unread")), ("yes", _("Read"))],
    )
    kind = ChoiceFilter(label=_("About"), empty_label=_("Everything"), choices=lambda: list(kind_labels().items()))

    class Meta:
        model = Notice
        fields = ["q", "read", "kind"]

    def by_read(self, notices, name, value):
        return notices.filter(read_at__isnull=value == "no")


class PreferencesForm(PspForm):
    """One row for each kind of notice: when by e-mail, and whether on the site."""

    def __init__(self, *args, preferences, **kwargs):
        super().__init__(*args, **kwargs)
        for kind, label in kind_labels().items():
            chosen = preferences.get(kind)
            self.fields[f"email_{kind}"] = forms.ChoiceField(
                label=_("{kind}: by e-mail").format(kind=label),
                choices=Email.choices,
                initial=chosen.email if chosen else Email.IMMEDIATE,
                error_messages={"required": _("Select when you want to hear by e-mail: {kind}").format(kind=label)},
            )
            self.fields[f"site_{kind}"] = forms.BooleanField(
                label=_("{kind}: on this site").format(kind=label),
                required=False,
                initial=chosen.on_site if chosen else True,
            )

    def groups(self):
        """The tables of the page: (caption, rows), a row being (words of the kind, field for e-mail, field for the site)."""
        return [
            (caption, [(kind.label, self[f"email_{kind.code}"], self[f"site_{kind.code}"]) for kind in kinds])
            for caption, kinds in ((_("What is due"), due.kinds()), (_("What happens"), notices.kinds()))
        ]

    def choices(self):
        """What was chosen, as the operation takes it."""
        said = self.cleaned_data
        return {kind: (said[f"email_{kind}"], said[f"site_{kind}"]) for kind in kind_labels()}
