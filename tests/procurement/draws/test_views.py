import uuid

import pytest
from django.urls import reverse

from procurement.draws.operations import prepare_draw
from procurement.models import Draw
from procurement.results.queries import result_of
from tests.factories import bids


def post(client, url, **data):
    return client.post(url, {"once": uuid.uuid4().hex, **data})


def test_a_draw_goes_from_the_result_page_to_the_award(tied, signed_in, pat, edie):
    client = signed_in(pat)
    page = client.get(tied.url("result")).content.decode()
    assert tied.url("prepare_draw") in page
    assert tied.url("award_tender") not in page
    form = client.get(tied.url("prepare_draw")).content.decode()
    assert ("Sunrise Care" in form, "Moray Friends" in form) == (True, True)
    answer = post(client, tied.url("prepare_draw"), first=pat.pk, second=edie.pk)
    assert answer.url == tied.url("draw")
    waiting = client.get(tied.url("draw")).content.decode()
    assert Draw.objects.get().commitment in waiting
    assert "The draw waits for its witnesses" in waiting
    post(client, tied.url("witness_draw"), number="271828")
    answer = post(signed_in(edie), tied.url("witness_draw"), number="314159")
    assert answer.url == tied.url("draw")
    draw = Draw.objects.get()
    made = client.get(tied.url("draw")).content.decode()
    for words in (draw.seed, draw.commitment, "271828", "314159", "Checked now"):
        assert words in made
    winner = result_of(tied).content()["result"]["winner"]
    assert f"{draw.seed}|271828|314159|{winner}" in made
    page = signed_in(pat).get(tied.url("result")).content.decode()
    assert (tied.url("award_tender") in page, tied.url("prepare_draw") in page, tied.url("draw") in page) == (
        True,
        False,
        True,
    )


def test_what_was_typed_wrong_is_said_beside_it(tied, signed_in, pat, edie):
    client = signed_in(pat)
    same = post(client, tied.url("prepare_draw"), first=pat.pk, second=pat.pk)
    assert (same.status_code, "Select two different people" in same.content.decode()) == (422, True)
    prepare_draw(tender=tied, witnesses=[pat, edie], by=pat, at=bids.SCORING)
    wrong = post(client, tied.url("witness_draw"), number="12 ab")
    assert (wrong.status_code, "Enter 4 to 20 digits" in wrong.content.decode(), "12 ab" in wrong.content.decode()) == (
        422,
        True,
        True,
    )


@pytest.mark.parametrize("name", ["draw", "witness_draw", "abandon_draw"])
def test_before_it_is_prepared_a_draw_is_not_there(tied, signed_in, pat, name):
    assert signed_in(pat).get(tied.url(name)).status_code == 404


def test_a_purchaser_who_is_no_witness_reads_the_draw_and_is_told_who_confirms(tied, signed_in, pat, una, edie):
    prepare_draw(tender=tied, witnesses=[pat, edie], by=pat, at=bids.SCORING)
    client = signed_in(una)
    assert client.get(tied.url("draw")).status_code == 200
    refused = client.get(tied.url("witness_draw"))
    assert (refused.status_code, "the two witnesses named" in refused.content.decode()) == (403, True)


def test_an_abandoned_draw_stays_in_sight(tied, signed_in, pat, una, edie):
    prepare_draw(tender=tied, witnesses=[pat, edie], by=pat, at=bids.SCORING)
    client = signed_in(pat)
    post(client, tied.url("abandon_draw"), note="Edie is on leave.")
    post(client, tied.url("prepare_draw"), first=pat.pk, second=una.pk)
    assert "Edie is on leave." in client.get(tied.url("draw")).content.decode()


@pytest.mark.parametrize("who", ["bo", "olivia", "ada"])
def test_nobody_outside_the_purchasing_side_finds_a_draw(tied, signed_in, who, pat, edie, request):
    prepare_draw(tender=tied, witnesses=[pat, edie], by=pat, at=bids.SCORING)
    client = signed_in(request.getfixturevalue(who))
    for name in ("draw", "witness_draw", "abandon_draw", "prepare_draw", "rank_again"):
        assert client.get(reverse(name, args=[tied.partnership_id, tied.pk])).status_code == 404
