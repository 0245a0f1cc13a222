"""Counts of a gate's findings, for the words and the bar above them."""

from collections.abc import Sequence

from django import template
from django.utils.translation import gettext as _

from psp.core.gates import Finding

register = template.Library()


@register.filter
def open_count(findings: Sequence[Finding]) -> int:
    """Count the findings that stop the transition."""
    return sum(finding.is_open for finding in findings)


@register.filter
def settled_count(findings: Sequence[Finding]) -> int:
    """Count the findings that are met or waived."""
    return len(findings) - open_count(findings)


@register.filter
def met_words(findings: Sequence[Finding]) -> str:
    """Say how many findings are met, and how many are waived: "5 of 6 things met, 1 waived"."""
    waived = sum(not finding.is_open and not finding.is_met for finding in findings)
    words = _("{met} of {total} things met, {waived} waived") if waived else _("{met} of {total} things met")
    return words.format(met=settled_count(findings) - waived, total=len(findings), waived=waived)
