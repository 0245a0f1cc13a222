"""What of this slice is verified: every chain of history, link by link."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.activity.models import SERVICE_CHAIN, Activity, Chain
from partnerships.activity.queries import is_service_history_missing, without_history
from psp.core.integrity import ROWS_A_STEP, Problem, Step, check, name_of, page_of


@check(
    "history",
    label=gettext_lazy("History"),
    advice=gettext_lazy("Compare with a backup: somebody changed the database past the service."),
)
def history_step(position: str) -> Step:
    """Follow the chains by name, some links at a time; ``position`` is a chain's name and the last number seen.

    The first step looks for partnerships without a chain too, and for the service's.
    """
    name, _bar, number = position.partition("|")
    after = int(number or 0)
    chain = Chain.objects.get(name=name) if after else Chain.objects.filter(name__gt=name).order_by("name").first()
    missing = [] if position else _missing_histories()
    if chain is None:
        return Step(0, missing)
    step = _follow(chain, after)
    return Step(step.checked, missing + step.problems, step.position or f"{chain.name}|")


def _follow(chain: Chain, after: int) -> Step:
    """Check the links of a chain that follow number ``after``; the step's position is None at the chain's end.

    The end was read first: what is added meanwhile lies behind it and is left for another night.
    """
    links = chain.activities.with_changes().order_by("number")
    previous = links.filter(number=after).values_list("hash", flat=True).first() or ""
    batch = list(links.filter(number__gt=after, number__lte=chain.length)[:ROWS_A_STEP])
    problems, expected = [], after
    for link in batch:
        expected += 1
        if link.number != expected:
            problems.append(_problem(link, _("Number {number} of the chain {chain} is missing."), chain, expected))
            expected = link.number
        if link.previous_hash != previous:
            problems.append(_problem(link, _("Number {number} of {chain} does not follow the one before it."), chain))
        if link.hash != link.computed_hash():
            problems.append(_problem(link, _("Number {number} of {chain} was changed after it was recorded."), chain))
        previous = link.hash
    if len(batch) == ROWS_A_STEP:
        return Step(len(batch), problems, f"{chain.name}|{expected}")
    if (expected, previous) != (chain.length, chain.last_hash) or _beyond_end(chain):
        problems.append(Problem(chain.name, _("The last entries of this chain are missing or were added past it.")))
    return Step(len(batch), problems)


def _beyond_end(chain: Chain) -> bool:
    """Tell whether entries stand behind the chain's end, as it is by now."""
    last = chain.activities.order_by("-number").values_list("number", flat=True).first() or 0
    return last > Chain.objects.values_list("length", flat=True).get(pk=chain.pk)


def _missing_histories() -> list[Problem]:
    words = _("Its whole history is missing.")
    missing = [Problem(name_of(partnership), words, page_of(partnership)) for partnership in without_history()]
    return [*missing, Problem(SERVICE_CHAIN, words)] if is_service_history_missing() else missing


def _problem(link: Activity, words: str, chain: Chain, number: int = 0) -> Problem:
    sentence = words.format(number=number or link.number, chain=chain.name)
    return Problem(f"{link._meta.verbose_name} {link.pk}", sentence, page_of(link))
