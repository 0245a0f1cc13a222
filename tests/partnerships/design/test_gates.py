from partnerships.lifecycle.operations import perform
from partnerships.lifecycle.queries import gate_findings, with_open_criteria
from partnerships.models import Partnership
from tests.conftest import NOON
from tests.factories.design import ready_for_pilot

ALL = [
    "lead_public_named",
    "lead_third_sector_named",
    "leader_named",
    "vision_agreed",
    "memorandum_agreed",
    "service_designed",
    "users_involved",
    "criteria_frozen",
    "funding_covers_heads",
]


def test_before_the_pilot_nine_things_are_asked_and_the_design_lacks_six(partnership):
    findings = gate_findings(partnership, "start_pilot", at=NOON)
    assert [finding.criterion.code for finding in findings] == ALL
    assert [finding.gap.sentence for finding in findings if finding.is_open] == [
        "Write down the shared vision and values",
        "Write the memorandum of understanding",
        "Write the service design",
        "Involve service users in the design, and log it as involved, co-designed or led",
        "Set success criteria for the pilot, then freeze them",
        "Find money, secured or promised, for: development officer and ongoing development support, "
        "developing shared vision and values, administrative support",
    ]
    assert all(finding.gap.mend.startswith(f"/partnerships/{partnership.pk}/") for finding in findings if finding.gap)


def test_a_design_that_is_complete_starts_the_pilot(partnership, olivia):
    ready_for_pilot(partnership, olivia)
    assert with_open_criteria(Partnership.objects.all(), at=NOON).get().open_criteria == 0
    perform(partnership, "start_pilot", by=olivia, at=NOON)
    assert partnership.state == "pilot"
