"""What holds for every template: it compiles, has nothing inline, is short and speaks plainly."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory

ROOT = Path(settings.BASE_DIR) / "templates"
TEMPLATES = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if path.suffix in {".html", ".txt"})
# Mail programs drop style sheets, so that mails alone carry their styles inline.
PAGES = [name for name in TEMPLATES if name.endswith(".html") and not name.startswith("emails/")]
INLINE = re.compile(r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|<style\b|javascript:""", re.IGNORECASE)
# Saved as a file of its own, a report carries its style sheet with it, under a policy of its own.
STANDALONE = {"reports/report.html": ["<style"]}
SCRIPT = re.compile(r"<script\b(?![^>]*(\bsrc=|type=\"application/json\"))", re.IGNORECASE)


def source(name):
    return (ROOT / name).read_text()


def test_every_template_compiles():
    assert [get_template(name).template.name for name in TEMPLATES] == TEMPLATES


def test_no_page_has_anything_inline():
    found = {name: [*INLINE.findall(source(name)), *SCRIPT.findall(source(name))] for name in PAGES}
    assert {name: inline for name, inline in found.items() if inline} == STANDALONE


def test_every_template_is_short_and_says_something():
    assert [name for name in TEMPLATES if not 0 < source(name).count("\n") <= 120] == []


def test_no_template_says_please_or_successfully():
    assert [name for name in TEMPLATES if re.search(r"\b(please|successfully)\b", source(name), re.IGNORECASE)] == []


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("403.html", "You cannot do this"),
        ("403_csrf.html", "This page was open too long"),
        ("404.html", "Page not found"),
        ("429.html", "Wait a few minutes"),
        ("500.html", "Something went wrong on our side"),
    ],
)
def test_a_page_about_a_refusal_needs_no_request(name, heading):
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", render_to_string(name)) == [heading]


def test_the_heading_of_a_page_is_its_title_too():
    page = render_to_string("403.html", request=RequestFactory().get("/"))
    assert "<title>You cannot do this – Manage public social partnerships</title>" in page


def test_a_refusal_gives_its_reason():
    page = render_to_string("403.html", {"exception": "Only the project leader can do this."})
    assert "Only the project leader can do this." in page
