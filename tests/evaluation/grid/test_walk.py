"""The Guide's worked example typed through the pages: £81,741.93 and £1.93, then approved and frozen."""

import re

from django.urls import reverse

from evaluation.models import DiscountSchedule, Study
from evaluation.sroi.operations import load_discount_schedules
from tests.evaluation.sroi.rows import WHEELS


def keys_of(study):
    return {row.name: row.pk for row in study.stakeholders.all()}


def test_wheels_to_meals_typed_through_the_pages(partnership, signed_in, olivia, pat):
    load_discount_schedules()
    client = signed_in(olivia)
    sent = {
        "title": "Wheels-to-Meals",
        "kind": "forecast",
        "schedule": DiscountSchedule.objects.get(code="green-book-2022").pk,
        "timing": "end_of_year",
    }
    assert client.post(reverse("start_study", args=[partnership.pk]), sent).status_code == 302
    study = Study.objects.get()
    for name in dict.fromkeys(row["stakeholder"] for row in [*WHEELS["inputs"], *WHEELS["outcomes"]]):
        client.post(reverse("add_stakeholder", args=[study.pk]), {"name": name, "decision": "included"})
    for row in WHEELS["inputs"]:
        sent = row | {"stakeholder": keys_of(study)[row["stakeholder"]], "year": "1", "value": f"£{row['value']}"}
        assert client.post(reverse("add_input", args=[study.pk]), sent).status_code == 302
    for row in WHEELS["outcomes"]:
        sent = {
            "stakeholder": keys_of(study)[row["stakeholder"]],
            "description": row["outcome"],
            "indicator": row["indicator"],
            "starts": "period",
            "materiality": "valued",
            "quantity_source": "Questionnaire",
            "proxy_source": "The Guide",
        }
        assert client.post(reverse("add_outcome", args=[study.pk]), sent).status_code == 302
    type_figures(client, study)

    assert seen(client, "study", study) >= {"£81,741.93", "£1.93", "£39,366.93", "£42,375.00"}
    assert seen(client, "value_map", study) >= {"£1.93", "£33,011", "£48,013"}
    assert seen(client, "working", study) >= {"£81,741.93", "£82,508.57", "£850.17"}

    assert client.post(reverse("submit_study", args=[study.pk])).status_code == 302
    assert signed_in(pat).post(reverse("approve_study", args=[study.pk])).status_code == 302
    study.refresh_from_db()
    assert (study.state, study.run.record["method_version"]) == ("approved", "1.1")
    assert study.run.record["result"]["total_present_value"].startswith("81741.93")
    assert seen(signed_in(pat), "study", study) >= {"£81,741.93", "£1.93"}


def type_figures(client, study):
    """Fill the grid in, as a form without a script sends it."""
    page = client.get(reverse("value_map", args=[study.pk]))
    sent = {}
    for (row, _impact, _sources), given in zip(page.context["lines"], WHEELS["outcomes"], strict=True):
        names = ("quantity", "duration_years", "proxy", "deadweight", "displacement", "attribution", "drop_off")
        sent |= {f"{row.outcome.pk}-{name}": str(given[name]) for name in names} | {f"{row.outcome.pk}-read": row.read}
    assert client.post(reverse("save_value_map", args=[study.pk]), sent).status_code == 302


def seen(client, name, study):
    """Every amount in pounds on a page."""
    html = client.get(reverse(name, args=[study.pk])).content.decode()
    return set(re.findall(r"£[\d,]+(?:\.\d\d)?", html))
