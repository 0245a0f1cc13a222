"""What the rows of a study need before it is approved."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.sroi.engine.values import Materiality
from evaluation.studies.queries import leader_name
from evaluation.value_map.models import COUNTED_BY, Decision, Input, Outcome, Stakeholder
from evaluation.value_map.queries import rows_of
from psp.core.gates import Gap, criterion

APPROVE = "approve_study"
OPEN = Q(*[Q(**{name: None}) for name in COUNTED_BY], _connector=Q.OR)
WITHOUT_SOURCE = Q(quantity_source="") | Q(proxy_source="")
LEFT_OUT = ~Q(materiality=Materiality.VALUED.value)
UNDECIDED = Q(decision="") | Q(decision=Decision.EXCLUDED, reason="")


def _outcomes(condition):
    return Outcome.objects.filter(condition, study=OuterRef("pk"))


def _valued(condition):
    return _outcomes(Q(materiality=Materiality.VALUED.value) & condition)


def _gap(sentence, study, page, *args):
    return Gap(sentence, study.url(page, *args), leader_name(study.partnership), study.due_on)


def _rows(study):
    """The rows as they were last read for the page: they only name what is missing, whether it is says the database."""
    return study.rows_at_hand or rows_of(study)


def _gap_of_rows(study, rows, one, many):
    """Name the first row in a sentence of one, or of many with how many others there are; link to it."""
    if not rows:
        return _gap(str(one).format(row=""), study, "value_map")
    words = one if len(rows) == 1 else many
    said = str(words).format(row=rows[0], others=len(rows) - 1)
    if isinstance(rows[0], Outcome):
        return _gap(said, study, "outcome", rows[0].pk)
    return _gap(said, study, "stakeholders")


@criterion(
    "study_values_something",
    before=APPROVE,
    title=gettext_lazy("At least one outcome is valued"),
    is_met=lambda at: Exists(_valued(~OPEN)),
    position=10,
)
def something_is_valued(study, at):
    return _gap(_("Value at least one outcome"), study, "value_map")


@criterion(
    "study_has_inputs",
    before=APPROVE,
    title=gettext_lazy("What was put in is recorded"),
    is_met=lambda at: Exists(Input.objects.filter(study=OuterRef("pk"), value__gt=0)),
    why=gettext_lazy("Without inputs there is nothing to set the value against: the ratio is undefined."),
    position=20,
)
def inputs_are_recorded(study, at):
    return _gap(_("Record what was put in, in pounds"), study, "stakeholders")


@criterion(
    "study_rows_are_complete",
    before=APPROVE,
    title=gettext_lazy("Every valued outcome has all its figures"),
    is_met=lambda at: ~Exists(_valued(OPEN)),
    position=30,
)
def rows_are_complete(study, at):
    rows = [row for row in _rows(study).outcomes if row.open_figures]
    one, many = _("Fill in the figures of “{row}”"), _("Fill in the figures of “{row}” and {others} more")
    return _gap_of_rows(study, rows, one, many)


@criterion(
    "study_figures_have_sources",
    before=APPROVE,
    title=gettext_lazy("Every valued outcome says where its quantity and its proxy come from"),
    is_met=lambda at: ~Exists(_valued(WITHOUT_SOURCE)),
    why=gettext_lazy("A figure nobody can trace is a claim. Be transparent; do not over-claim."),
    position=40,
)
def figures_have_sources(study, at):
    valued = [row for row in _rows(study).outcomes if row.is_valued]
    rows = [row for row in valued if not (row.quantity_source and row.proxy_source)]
    one = _("Say where the quantity and the proxy of “{row}” come from")
    many = _("Say where the quantity and the proxy of “{row}” and {others} more come from")
    return _gap_of_rows(study, rows, one, many)


@criterion(
    "study_left_out_rows_have_reasons",
    before=APPROVE,
    title=gettext_lazy("Every outcome not valued has its reason"),
    is_met=lambda at: ~Exists(_outcomes(LEFT_OUT & Q(materiality_reason=""))),
    position=50,
)
def left_out_rows_have_reasons(study, at):
    rows = [row for row in _rows(study).outcomes if not row.is_valued and not row.materiality_reason]
    one, many = _("Say why “{row}” is not valued"), _("Say why “{row}” and {others} more are not valued")
    return _gap_of_rows(study, rows, one, many)


@criterion(
    "study_stakeholders_are_decided",
    before=APPROVE,
    title=gettext_lazy("Every stakeholder is in the account, or left out with a reason"),
    is_met=lambda at: ~Exists(Stakeholder.objects.filter(UNDECIDED, study=OuterRef("pk"))),
    position=60,
)
def stakeholders_are_decided(study, at):
    people = _rows(study).stakeholders
    rows = [row for row in people if not row.decision or (row.decision == Decision.EXCLUDED and not row.reason)]
    one = _("Decide whether “{row}” is in the account, with the reason if not")
    many = _("Decide whether “{row}” and {others} more are in the account, with the reason if not")
    return _gap_of_rows(study, rows, one, many)


@criterion(
    "study_can_be_computed",
    before=APPROVE,
    title=gettext_lazy("The ratio can be worked out"),
    is_met=lambda at: Q(ratio__isnull=False),
    position=70,
)
def figures_can_be_computed(study, at):
    return _gap(_("Fix what keeps the ratio from being calculated"), study, "value_map")
