import pytest

from procurement.models import Tender, Threshold, TimeLimit

NEW = {
    "name": "Council goods and services",
    "duty": "goods_services",
    "amount": "£210,000",
    "includes_vat": "on",
    "valid_from_day": "1",
    "valid_from_month": "1",
    "valid_from_year": "2028",
    "source": "Policy note",
    "trust": "law",
    "note": "All rules apply.",
}


def test_everyone_signed_in_reads_the_figures_and_administrators_keep_them(figures, signed_in, request):
    threshold, limit = Threshold.objects.first(), TimeLimit.objects.first()
    pages = [
        "/thresholds/",
        "/thresholds/add/",
        f"/thresholds/{threshold.pk}/edit/",
        f"/thresholds/time-limits/{limit.pk}/edit/",
    ]
    statuses = {
        name: [signed_in(request.getfixturevalue(name)).get(page).status_code for page in pages]
        for name in ("ada", "pat", "otto")
    }
    assert statuses == {"ada": [200] * 4, "pat": [200, 403, 403, 403], "otto": [200, 403, 403, 403]}


def test_a_figure_that_is_not_settled_says_so(figures, signed_in, otto):
    page = signed_in(otto).get("/thresholds/").content.decode()
    assert (page.count("Check this"), "£663,540" in page, "35 days" in page) == (4, True, True)


def test_a_threshold_is_added_and_changed(figures, signed_in, ada):
    client = signed_in(ada)
    assert client.post("/thresholds/add/", NEW).url == "/thresholds/"
    added = Threshold.objects.get(valid_from__year=2028)
    assert (added.amount, added.valid_until) == (210_000, None)
    assert client.post("/thresholds/add/", NEW).status_code == 422
    changed = NEW | {"amount": "210001", "version": "1"}
    assert client.post(f"/thresholds/{added.pk}/edit/", changed).status_code == 302
    stale = client.post(f"/thresholds/{added.pk}/edit/", changed | {"amount": "1"})
    assert (stale.status_code, Threshold.objects.get(pk=added.pk).amount) == (422, 210_001)


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": "0"},
        {"amount": "x" * 999},
        {"trust": "hearsay"},
        {"valid_until_day": "1", "valid_until_month": "1", "valid_until_year": "2025"},
        {"name": ""},
    ],
)
def test_a_wrong_threshold_is_shown_again(wrong, figures, signed_in, ada):
    assert signed_in(ada).post("/thresholds/add/", NEW | wrong).status_code == 422
    assert Threshold.objects.count() == 6


def test_a_time_limit_is_changed(figures, signed_in, ada):
    limit = TimeLimit.objects.get(code="debrief")
    sent = {"figure": "20", "source": "Law", "trust": "law", "note": "", "version": "1"}
    assert signed_in(ada).post(f"/thresholds/time-limits/{limit.pk}/edit/", sent).status_code == 302
    assert signed_in(ada).post(f"/thresholds/time-limits/{limit.pk}/edit/", sent | {"figure": "0"}).status_code == 422
    limit.refresh_from_db()
    assert limit.figure == 20


def test_figures_are_exported(figures, signed_in, otto):
    lines = b"".join(signed_in(otto).get("/thresholds/?format=csv").streaming_content).decode().splitlines()
    assert (len(lines), lines[1].startswith("Regulated contract,Regulated contract,50000.00,No,2016-04-18")) == (
        7,
        True,
    )


def test_a_tenders_value_is_held_against_each_threshold(tender, figures, signed_in, bo, pat):
    kept = signed_in(bo).get(tender.url("tender_value"))
    assert (kept.context["thresholds"], "£240,000" in kept.content.decode()) == ([], False)
    page = signed_in(pat).get(tender.url("tender_value"))
    assert [(row.threshold.name, row.applies) for row in page.context["thresholds"]] == [
        ("Regulated contract", True),
        ("Council goods and services", True),
        ("Light touch: social and other specific services", False),
        ("Community benefits must be considered", False),
    ]
    sent = {"note": "Light touch does not apply.", "version": "1"}
    assert signed_in(bo).post(tender.url("tender_value"), sent).status_code == 403
    assert signed_in(pat).post(tender.url("tender_value"), sent).status_code == 302
    assert Tender.objects.get().thresholds_note == "Light touch does not apply."
    stale = signed_in(pat).post(tender.url("tender_value"), sent | {"note": "Mine"})
    assert (stale.status_code, "Mine" in stale.content.decode()) == (422, True)


def test_the_page_says_which_one_regime_applies_and_leads_to_what_is_missing(tender, figures, signed_in, pat):
    Tender.objects.update(service_kind="")
    client = signed_in(pat)
    page = client.get(tender.url("tender_value")).content.decode()
    assert "Say what kind of service it is" in page
    Tender.objects.update(service_kind="other")
    page = client.get(tender.url("tender_value")).content.decode()
    assert "The full Public Contracts (Scotland) Regulations 2015 apply" in page
    assert "£288,000 including VAT reaches it." in page


def test_without_a_value_the_page_leads_to_entering_one(tender, figures, signed_in, pat):
    Tender.objects.update(estimated_value=None)
    page = signed_in(pat).get(tender.url("tender_value")).content.decode()
    assert tender.url("edit_tender") in page
