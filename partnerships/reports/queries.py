"""Reads: which reports a person may make, and a report's text as HTML."""

import base64
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.safestring import SafeString

from partnerships.partners.models import PartnershipRole
from psp.core import reports
from psp.core.long_words import shortened, with_breaks
from psp.core.pdf import build_folder
from psp.core.reports import ReportKind

# What fits the margin above a sheet, in two lines.
RUNNING_HEAD = 90
URL = re.compile(r"url\(([^)]+\.woff2)\)")


class Look(StrEnum):
    """Where a report is read: on sheets, on sheets in large print, in a file of its own, or on a page of the product."""

    PRINT = "print"
    LARGE_PRINT = "large_print"
    FILE = "file"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Choice:
    """A report somebody may make: its kind and what it is about."""

    kind: ReportKind
    subject: Any

    @property
    def value(self) -> str:
        """How a form names it."""
        return f"{self.kind.code}:{self.subject.pk}"

    @property
    def label(self) -> str:
        """What a form calls it."""
        return f"{self.kind.title}: {self.kind.name(self.subject)}"


def choices_for(partnership: Any, person: Any) -> list[Choice]:
    """List the reports a person may make of a partnership. One query for each kind, and what its permission asks."""
    return [
        Choice(kind, subject)
        for kind in reports.kinds()
        for subject in kind.subjects_in(partnership.pk, person)
        if person.has_perm(kind.permission, subject)
    ]


def html_of(
    kind: ReportKind, subject: Any, *, by: Any, at: datetime, look: Look, bar: dict[str, str] | None = None
) -> str:
    """Write a report as one HTML document, as ``by`` asked for it and as things stand at ``at``.

    ``bar`` holds the addresses a page of the product offers above it: ``back`` and ``ask``.
    """
    title = f"{kind.title}: {kind.name(subject)}"
    context = {
        "title": title,
        "running_head": shortened(title, RUNNING_HEAD),
        "kind": kind,
        "cover": kind.cover(subject, at),
        "chapters": reports.chapters_of(kind, subject, at),
        "made_by": by if may_be_named(by, subject, kind) else None,
        "made_at": at,
        "look": look,
        "is_large": look is Look.LARGE_PRINT,
        "style": _style_of_its_own() if look is Look.FILE else "",
        "stylesheet": static("build/report.css") if look is Look.PAGE else "report.css",
        "bar": bar,
    }
    return with_breaks(render_to_string("reports/report.html", context).strip())


def may_be_named(person: Any, subject: Any, kind: ReportKind) -> bool:
    """Say whether a report names who made it: not somebody who is in the partnership to evaluate bids. A query at most."""
    partnership_id = subject.pk if kind.within == "pk" else getattr(subject, "partnership_id", None)
    return person.roles_by_partnership.get(partnership_id) != {PartnershipRole.EVALUATOR}


def _style_of_its_own() -> str:
    """Return the style sheet with the typeface inside, so that a kept file needs nothing beside it."""
    folder = build_folder()

    def inside(found: re.Match[str]) -> str:
        name = found[1].strip("\"'")
        font = base64.b64encode((folder / name).read_bytes()).decode()
        return f"url(data:font/woff2;base64,{font})"

    # Our own file, which nobody types into; escaped, it would not be a style sheet.
    return SafeString(URL.sub(inside, (folder / "report.css").read_text()))
