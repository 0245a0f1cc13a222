"""What is asked of a year's income."""

from django.utils.translation import gettext_lazy as _

from partnerships.income.engine import PARTS
from partnerships.income.models import IncomeYear
from psp.core.forms import MoneyField, PspModelForm

HELP = {
    "grants": _("Money given for a purpose, without a contract."),
    "contracts": _("Paid for services under a contract or an agreement like one."),
    "donations": _("From people, trusts and wills, and what fundraising brings."),
    "trading": _("Shops, lettings, fees that users pay."),
    "other": _("Investments and anything else."),
    "charitable_activities": _("As the register has it. Move what you know into grants and contracts."),
    "unsplit": _("As the register has it. Move what you know into the kinds above."),
}


class IncomeYearForm(PspModelForm):
    """Asks for what people tell apart; for what a register mixes only where the year has any of it."""

    class Meta:
        model = IncomeYear
        fields = ["year_end", *PARTS]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in PARTS:
            if name in {"charitable_activities", "unsplit"} and not getattr(self.instance, name):
                del self.fields[name]
                continue
            # A kind without income is an empty box, not a nought to delete.
            self.initial[name] = self.initial.get(name) or None
            label = IncomeYear._meta.get_field(name).verbose_name
            self.fields[name] = MoneyField(
                label=str(label).capitalize(), help_text=HELP[name], min_value=0, required=False
            )

    def clean(self):
        cleaned = super().clean()
        for name in PARTS:
            if name in self.fields and name in cleaned:
                cleaned[name] = cleaned[name] or 0
        return cleaned
