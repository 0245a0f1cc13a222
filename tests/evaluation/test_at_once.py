"""Operations on one study at the same moment, with those on its partnership: the database never has to end one of them."""

from datetime import date
from decimal import Decimal

from evaluation.exchange.operations import import_value_map
from evaluation.models import Outcome, PriceIndex, Stakeholder, Study
from evaluation.redesign.operations import add_decision
from evaluation.runs.operations import approve_study
from evaluation.runs.queries import engine_study_of
from evaluation.simulation.operations import run_simulation
from evaluation.sroi.engine.layout import read_study
from evaluation.sroi.operations import add_price_index, edit_reference
from evaluation.studies.operations import edit_study, return_study, start_study, submit_study
from evaluation.value_map.operations import add_row, edit_row, move_row, refresh_figures, remove_row
from partnerships.models import Partnership, Timeline
from partnerships.moves.operations import move_task
from tests.conftest import NOON, TODAY
from tests.evaluation.sroi.rows import WHEELS_BYTES
from tests.factories.at_once import ON_POSTGRESQL, at_once, ended_by_the_database
from tests.factories.studies import OutcomeFactory
from tests.factories.timeline import a_plan

pytestmark = ON_POSTGRESQL


def study():
    return Study.objects.get()


def edit(operation, noun, record, by, **changes):
    operation(**{noun: record}, changes=changes, expected_version=record.version, by=by, at=NOON)


def of_the_partnership(leader):
    def move():
        version, to = Timeline.objects.get().version, date(2027, 3, 5)
        partnership = Partnership.objects.get()
        move_task(partnership=partnership, key="pilot_starts", to=to, by=leader, at=NOON, expected_version=version)

    return {"move_task": move}


def test_no_two_operations_on_a_draft_wait_for_each_other(small, olivia, ada):
    a_plan(small.partnership)
    OutcomeFactory(stakeholder=Stakeholder.objects.get(), description="Fewer visits")
    refresh_figures(small, at=NOON)
    index = add_price_index(indices={2026: Decimal(100)}, by=ada, at=NOON, name="P", edition="1", source="S")
    kept = {"name": "Prices", "edition": "2", "source": "S"}
    acts = {
        "edit_row": lambda: edit(edit_row, "row", Outcome.objects.first(), olivia, quantity=Decimal(5)),
        "add_row": lambda: add_row(model=Stakeholder, study=study(), by=olivia, at=NOON, name="Families"),
        "remove_row": lambda: remove_row(row=Outcome.objects.first(), by=olivia, at=NOON),
        "move_row": lambda: move_row(row=Outcome.objects.first(), up=False, by=olivia, at=NOON),
        "edit_study": lambda: edit(edit_study, "study", study(), olivia, title="Another"),
        "import": lambda: import_value_map(
            study=study(), file=read_study(WHEELS_BYTES), replace=True, by=olivia, at=NOON
        ),
        "submit_study": lambda: submit_study(study=study(), by=olivia, at=NOON),
        "start_study": lambda: start_study(
            partnership=Partnership.objects.get(),
            by=olivia,
            at=NOON,
            title="Second",
            kind="forecast",
            schedule=study().schedule,
            price_base_year=2026,
        ),
        "add_price_index": lambda: add_price_index(indices={2026: Decimal(100)}, by=ada, at=NOON, **kept),
        "edit_reference": lambda: edit(edit_reference, "reference", PriceIndex.objects.get(pk=index.pk), ada, note="N"),
    }
    assert ended_by_the_database(acts | of_the_partnership(olivia)) == {}


def test_no_two_operations_on_a_submitted_study_wait_for_each_other(small, olivia, pat):
    a_plan(small.partnership)
    refresh_figures(small, at=NOON)
    submit_study(study=small, by=olivia, at=NOON)
    fields = {"finding": "Lunch", "change": "Three visits", "decided_on": TODAY}
    acts = {
        "approve_study": lambda: approve_study(study=study(), by=pat, at=NOON),
        "return_study": lambda: return_study(study=study(), note="Add sources", by=pat, at=NOON),
        "add_decision": lambda: add_decision(study=study(), by=olivia, at=NOON, **fields),
    }
    assert ended_by_the_database(acts | of_the_partnership(olivia)) == {}


def test_of_two_who_approve_at_once_one_does(small, olivia, pat):
    refresh_figures(small, at=NOON)
    submit_study(study=small, by=olivia, at=NOON)
    told = at_once(*[lambda: approve_study(study=study(), by=pat, at=NOON)] * 6)
    assert told == ["WrongState"] * 5 + ["done"]


def test_a_name_and_an_edition_are_taken_once(ada):
    kept = {"name": "Prices", "edition": "2", "source": "S"}
    told = at_once(*[lambda: add_price_index(indices={2026: Decimal(100)}, by=ada, at=NOON, **kept)] * 6)
    assert told == ["Invalid"] * 5 + ["done"]


def test_a_simulation_asked_for_while_one_runs_ends_with_the_newer_figures(small, olivia):
    refresh_figures(small, at=NOON)

    def change():
        edit(edit_row, "row", Outcome.objects.get(), olivia, quantity=Decimal(5))

    def work():
        run_simulation(simulation_id=study().simulation.pk, study_of=engine_study_of, at=NOON)

    assert at_once(change, work, work) == ["done"] * 3
    work()
    assert study().simulation.is_of(study())
