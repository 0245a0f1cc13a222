"""What the tender needs of the evaluation: an approved study that looks back, and what it changes in the contract."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.redesign.models import RedesignDecision
from evaluation.studies.models import Kind, Study
from evaluation.studies.queries import leader_name, purchaser_names
from evaluation.studies.workflow import State
from psp.core.gates import Gap, criterion

BEFORE = "start_tender"


@criterion(
    "evaluation_approved",
    before=BEFORE,
    title=gettext_lazy("The evaluation is approved"),
    is_met=lambda at: Exists(Study.objects.approved().filter(partnership=OuterRef("pk"), kind=Kind.EVALUATIVE)),
    why=gettext_lazy(
        "Nobody redesigns a contract on figures that can still change, nor on a forecast of what the pilot would do."
    ),
    position=10,
)
def evaluation_is_approved(partnership, at):
    study = _evaluations(partnership).first()
    if study is None:
        page = partnership.url("partnership_evaluation")
        words = _("Start the evaluation of what the pilot achieved, and have it approved: a forecast is not enough")
        return Gap(words, page, leader_name(partnership))
    if study.state == State.SUBMITTED:
        words = _("Approve the evaluation “{study}”").format(study=study)
        return Gap(words, study.get_absolute_url(), purchaser_names(partnership), study.due_on)
    words = _("Submit the evaluation “{study}” for approval").format(study=study)
    return Gap(words, study.get_absolute_url(), leader_name(partnership), study.due_on)


@criterion(
    "redesign_decided",
    before=BEFORE,
    title=gettext_lazy("Its redesign decisions are recorded"),
    is_met=lambda at: Exists(
        RedesignDecision.objects.filter(
            study__partnership=OuterRef("pk"), study__state=State.APPROVED, study__kind=Kind.EVALUATIVE
        )
    ),
    why=gettext_lazy("What the pilot taught has to reach the contract before it is put out to tender."),
    position=11,
)
def redesign_is_decided(partnership, at):
    studies = _evaluations(partnership)
    study = studies.approved().first() or studies.first()
    if study is not None and study.redesign_decisions.exists():
        waits = study.state == State.SUBMITTED
        owner = purchaser_names(partnership) if waits else leader_name(partnership)
        words = _("The changes to the contract are recorded: they count once the evaluation is approved")
        if not waits:
            words = _(
                "The changes to the contract are recorded: they count once the evaluation is submitted and approved"
            )
        return Gap(words, study.get_absolute_url(), owner, study.due_on)
    page = study.url("redesign") if study else partnership.url("partnership_evaluation")
    words = _("Record what the evaluation of the pilot changes in the contract")
    return Gap(words, page, leader_name(partnership))


def _evaluations(partnership):
    """List the studies that look back and still count, the newest first."""
    return partnership.studies.filter(kind=Kind.EVALUATIVE).exclude(state=State.WITHDRAWN)
