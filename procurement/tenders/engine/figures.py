"""The figures that tender dates are held against.

``START`` holds them as first read. Those not confirmed are reference data that administrators edit:
build the set in force with ``dataclasses.replace(START, open_procedure=Rule(…))`` and pass it on.
"""

from dataclasses import dataclass

from procurement.tenders.engine.findings import Rule, Trust


@dataclass(frozen=True, slots=True)
class Figures:
    """Days, unless the name says another unit."""

    open_procedure: Rule
    open_procedure_electronic: Rule
    working_last_day: Rule
    answers_before_deadline: Rule
    award_notice: Rule
    standstill: Rule
    standstill_electronic: Rule
    debrief: Rule
    prior_involvement: Rule
    order: Rule
    keep_unsuccessful_years: Rule
    keep_contract_years: Rule

    def open_window(self, *, electronic: bool) -> Rule:
        """Return the shortest time between notice and deadline: less with electronic submission."""
        return self.open_procedure_electronic if electronic else self.open_procedure

    def standstill_length(self, *, electronic: bool) -> Rule:
        """Return the standstill: the shorter one only where every notice was electronic."""
        return self.standstill_electronic if electronic else self.standstill


START = Figures(
    open_procedure=Rule("open_procedure", Trust.GUIDE_UNCONFIRMED, 35),
    open_procedure_electronic=Rule("open_procedure_electronic", Trust.GUIDE_UNCONFIRMED, 30),
    working_last_day=Rule("working_last_day", Trust.GUIDE),
    answers_before_deadline=Rule("answers_before_deadline", Trust.GUIDE, 6),
    award_notice=Rule("award_notice", Trust.GUIDE, 30),
    standstill=Rule("standstill", Trust.LAW, 15),
    standstill_electronic=Rule("standstill_electronic", Trust.LAW, 10),
    debrief=Rule("debrief", Trust.LAW, 15),
    prior_involvement=Rule("prior_involvement", Trust.LAW),
    order=Rule("order", Trust.OURS),
    keep_unsuccessful_years=Rule("keep_unsuccessful_years", Trust.GUIDE, 1),
    keep_contract_years=Rule("keep_contract_years", Trust.GUIDE, 5),
)
