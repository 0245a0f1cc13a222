"""Counts of a gate's findings, for the words and the bar above them."""

from collections.abc import Sequence

from django import template

from psp.core.gates import Finding

register = template.Library()


@register.filter
def open_count(findings: Sequence[Finding]) -> int:
    """Count the findings that stop the transition."""
    return sum(finding.is_open for finding in findings)


@register.filter
def met_count(findings: Sequence[Finding]) -> int:
    """Count the findings that are met or waived."""
    return sum(not finding.is_open for finding in findings)
