"""Every kind of control as the template pack writes it: what a reader hears, where an error leads, what shows it."""

from html.parser import HTMLParser

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template import Context, Template

from psp.core.date_parts import DatePartsField
from psp.core.forms import MoneyField, PspForm

CHOICES = [("c", "The council"), ("t", "A third-sector organisation")]


class EveryControl(PspForm):
    name = forms.CharField(label="Name", help_text="As people know it")
    contact = forms.EmailField(
        label="Contact", required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    need = forms.CharField(label="Need", widget=forms.Textarea, max_length=20, help_text="In short")
    kind = forms.ChoiceField(label="Kind", choices=[("", "Choose one"), *CHOICES])
    lead = forms.ChoiceField(label="Lead", choices=CHOICES, widget=forms.RadioSelect, help_text="For now")
    groups = forms.MultipleChoiceField(label="Groups", choices=CHOICES, widget=forms.CheckboxSelectMultiple)
    starts_on = DatePartsField(label="Start")
    ends_on = DatePartsField(label="End", required=False)
    cost = MoneyField(label="Cost")
    share = forms.DecimalField(label="Share", max_value=100, widget=forms.TextInput(attrs={"suffix": "%"}))
    secret = forms.CharField(label="Password", widget=forms.PasswordInput(attrs={"placeholder": "Password"}))
    paper = forms.FileField(label="Paper", widget=forms.FileInput)
    agreed = forms.BooleanField(label="All have agreed", help_text="Ask them")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


WRONG = {
    "contact": "nobody",
    "need": "longer than twenty characters",
    "starts_on_day": "31",
    "starts_on_month": "6",
    "starts_on_year": "2027",
    "ends_on_day": "3",
    "ends_on_month": "13",
    "cost": "much",
    "share": "140",
}


class Page(HTMLParser):
    """The elements of a rendered form, in order, with what they say."""

    def __init__(self, html):
        super().__init__()
        self.elements, self._open = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        element = {"tag": tag, "text": "", **dict(attrs)}
        self.elements.append(element)
        if tag not in {"input", "img", "br", "hr"}:
            self._open.append(element)

    def handle_endtag(self, tag):
        while self._open and self._open.pop()["tag"] != tag:
            pass

    def handle_data(self, data):
        for element in self._open:
            element["text"] += data

    def having(self, **wanted):
        names = {key.rstrip("_").replace("_", "-"): value for key, value in wanted.items()}
        return [e for e in self.elements if all(e.get(name) == value for name, value in names.items())]

    def by_id(self, id_):
        (element,) = self.having(id=id_)
        return element

    def words(self, id_):
        return " ".join(self.by_id(id_)["text"].split())

    def place(self, id_):
        return self.elements.index(self.by_id(id_))


@pytest.fixture(scope="module")
def fresh():
    return Page(render_crispy_form(EveryControl()))


@pytest.fixture(scope="module")
def wrong():
    return Page(render_crispy_form(EveryControl(WRONG, {})))


@pytest.mark.parametrize("state", ["fresh", "wrong"])
def test_whatever_describes_a_control_is_on_the_page_once(state, request):
    page = request.getfixturevalue(state)
    named = [id_ for e in page.elements for id_ in (e.get("aria-describedby") or "").split()]
    assert named
    assert [len(page.having(id=id_)) for id_ in named] == [1] * len(named)


@pytest.mark.parametrize("state", ["fresh", "wrong"])
def test_every_control_has_a_label_or_legend(state, request):
    page = request.getfixturevalue(state)
    controls = [e for e in page.elements if e["tag"] in {"input", "select", "textarea"} and e.get("type") != "hidden"]
    labels = {e["for"]: e["text"].strip() for e in page.having(tag="label")}
    assert {e["id"] for e in controls} == set(labels)
    assert all(labels.values())


def test_every_line_of_the_summary_leads_to_a_control(wrong):
    links = [e["href"].removeprefix("#") for e in wrong.having(tag="a")]
    assert links == [
        "id_name",
        "id_contact",
        "id_need",
        "id_kind",
        "id_lead_0",
        "id_groups_0",
        "id_starts_on_0",
        "id_ends_on_1",
        "id_ends_on_2",
        "id_cost",
        "id_share",
        "id_secret",
        "id_paper",
        "id_agreed",
    ]
    assert {wrong.by_id(id_)["tag"] for id_ in links} == {"input", "select", "textarea"}


def test_the_summary_says_how_to_mend_each(wrong):
    assert [e["text"] for e in wrong.having(tag="a")] == [
        "Fill in “Name”",
        "Enter an e-mail address like name@example.org",
        "Shorten this to 20 characters. It has 29",
        "Choose an answer to “Kind”",
        "Choose an answer to “Lead”",
        "Choose at least one under “Groups”",
        "June 2027 has 30 days. Enter a day between 1 and 30",
        "Enter a month between 1 and 12",
        "Enter a year with 4 digits, for example 2027",
        "Enter the amount with digits only, like 12,500 or 12500.50",
        "Enter 100 or less",
        "Fill in “Password”",
        "Choose a file for “Paper”",
        "Tick “All have agreed”",
    ]


def test_what_is_wrong_with_the_whole_comes_first_and_leads_nowhere():
    form = EveryControl(WRONG, {})
    form.refuse({"": "Give a reason for the short pilot."})
    first = Page(render_crispy_form(form)).having(tag="li")[0]
    assert first["text"] == "Give a reason for the short pilot."


def test_a_hint_is_read_before_the_error_and_both_before_the_control(wrong):
    assert wrong.by_id("id_need")["aria-describedby"] == "id_need_helptext id_need_error id_need-info"
    assert wrong.place("id_need_helptext") < wrong.place("id_need_error") < wrong.place("id_need")


def test_an_error_is_announced_as_one(wrong):
    assert wrong.words("id_name_error") == "Error: Fill in “Name”"


@pytest.mark.parametrize(
    ("id_", "border"),
    [
        ("id_name", "govuk-input--error"),
        ("id_need", "govuk-textarea--error"),
        ("id_kind", "govuk-select--error"),
        ("id_paper", "govuk-file-upload--error"),
        ("id_secret", "govuk-input--error"),
        ("id_starts_on_0", "govuk-input--error"),
    ],
)
def test_a_wrong_control_has_a_border_that_says_so(id_, border, fresh, wrong):
    assert (border in fresh.by_id(id_)["class"], border in wrong.by_id(id_)["class"]) == (False, True)
    assert wrong.by_id(id_)["aria-invalid"] == "true"


def test_only_the_wrong_part_of_a_date_is_marked(wrong):
    marked = [wrong.by_id(f"id_ends_on_{part}").get("aria-invalid") for part in range(3)]
    assert marked == [None, "true", "true"]


def test_groups_of_choices_stand_in_a_group_that_shows_the_error(wrong):
    groups = [e for e in wrong.elements if "govuk-form-group--error" in (e.get("class") or "").split()]
    assert len(groups) == 13
    assert [e["aria-describedby"] for e in wrong.having(tag="fieldset")] == [
        "id_lead_helptext id_lead_error",
        "id_groups_error",
        "id_starts_on_helptext id_starts_on_error",
        "id_ends_on_helptext id_ends_on_error",
    ]


def test_what_was_typed_stays(wrong):
    typed = [wrong.by_id(f"id_ends_on_{part}").get("value") for part in range(3)]
    assert (typed, wrong.by_id("id_cost")["value"]) == (["3", "13", None], "much")


def test_only_what_may_be_left_out_says_so(fresh):
    marked = [
        e["text"].split()[0] for e in fresh.elements if e["tag"] in {"label", "legend"} and "(optional)" in e["text"]
    ]
    assert marked == ["Contact", "End"]


def test_pounds_and_percent_stand_beside_the_input_and_are_no_attributes(fresh):
    assert [e["text"] for e in fresh.having(class_="govuk-input__prefix")] == ["£"]
    assert [e["text"] for e in fresh.having(class_="govuk-input__suffix")] == ["%"]
    assert [e for e in fresh.elements if {"prefix", "suffix", "placeholder"} & e.keys()] == []


def test_what_helps_typing_stays_on_the_control(fresh):
    assert fresh.by_id("id_contact")["autocomplete"] == "email"
    assert fresh.by_id("id_cost")["inputmode"] == "decimal"
    assert fresh.by_id("id_starts_on_1")["inputmode"] == "numeric"


def test_long_text_counts_and_is_never_cut(fresh):
    assert fresh.having(data_module="govuk-character-count")[0]["data-maxlength"] == "20"
    assert "maxlength" not in fresh.by_id("id_need")
    assert fresh.words("id_need-info") == "You can enter up to 20 characters"


def test_nothing_is_styled_or_scripted_in_place(wrong):
    inline = [
        e
        for e in wrong.elements
        if e["tag"] in {"style", "script"} or any(key.startswith(("on", "style")) for key in e)
    ]
    assert inline == []


def test_a_formset_names_every_wrong_control_of_its_forms():
    forms_of_two = forms.formset_factory(EveryControl, extra=2)
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-name": "A", "form-1-name": ""}
    formset = forms_of_two(data | {"form-0-kind": "c", "form-1-contact": "nobody"}, {})
    html = Template("{% load crispy_forms_filters %}{{ formset|as_crispy_errors }}{{ formset|crispy }}").render(
        Context({"formset": formset})
    )
    page = Page(html)
    links = [e["href"].removeprefix("#") for e in page.having(tag="a")]
    assert links[:2] == ["id_form-0-need", "id_form-0-lead_0"]
    assert "id_form-1-contact" in links
    assert [len(page.having(id=id_)) for id_ in links] == [1] * len(links)
