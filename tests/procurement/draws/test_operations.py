from hashlib import sha256

import pytest

from partnerships.models import Activity, Notice
from procurement.awards.operations import award_tender
from procurement.draws.operations import abandon_draw, prepare_draw, witness_draw
from procurement.draws.queries import draw_of, is_sound, people_to_witness
from procurement.models import Draw, Result
from procurement.results.queries import result_of, tie_words
from procurement.scoring.engine.draw import commitment, lots
from psp.core.problems import Invalid, NotPermitted, WrongState
from psp.core.sealing import seal, unseal
from tests.factories import bids

AT = bids.SCORING


def prepare(tender, by, *witnesses):
    return prepare_draw(tender=tender, witnesses=witnesses, by=by, at=AT)


def confirm(draw, by, number="271828"):
    return witness_draw(draw=draw, number=number, by=by, at=AT)


@pytest.fixture
def draw(tied, pat, edie):
    return prepare(tied, pat, pat, edie)


def test_two_witnesses_make_a_draw_that_anybody_can_check(draw, tied, pat, edie):
    before = draw.commitment
    assert (draw.bids, draw.seed) == (sorted(tied.bids.values_list("receipt", flat=True)), "")
    assert unseal(draw.sealed_seed)["seed"] not in str(vars(draw).values())
    confirm(draw, edie, "31415")
    assert (draw_of(tied).drawn_at, Result.objects.count()) == (None, 1)
    confirm(draw, pat, "27182")
    made = draw_of(tied)
    texts = {f"{made.seed}|27182|31415|{receipt}": receipt for receipt in made.bids}
    by_hand = [texts[text] for text in sorted(texts, key=lambda text: sha256(text.encode()).hexdigest())]
    content = result_of(tied).content()
    assert content["result"]["winner"] == by_hand[0] == content["drawn_order"][0]
    assert sha256("|".join([made.seed, *made.bids]).encode()).hexdigest() == made.commitment == before
    assert (made.outcome.number, is_sound(made)) == (2, True)
    assert [row["rank"] for row in content["result"]["bids"]] == [1, 2]
    [words] = tie_words(content)
    assert words.endswith(f"The draw put {content['bidders'][by_hand[0]]} first.")
    award = award_tender(tender=tied, reasons="Best.", by=pat, at=bids.DECIDED)
    assert award.bid.receipt == by_hand[0]


def test_the_seed_is_known_to_nobody_before_both_have_confirmed(draw, edie):
    seed = unseal(draw.sealed_seed)["seed"]
    confirm(draw, edie)
    row = Draw.objects.values().get()
    said = str(row) + str(list(Activity.objects.values())) + str(list(Notice.objects.values()))
    assert (len(seed), seed in said) == (64, False)


def test_the_same_numbers_and_another_seed_can_give_the_other_order(tied, pat, edie):
    receipts = sorted(tied.bids.values_list("receipt", flat=True))
    firsts = {lots(sha256(bytes([n])).hexdigest(), ["271828", "271828"], receipts)[0].bid for n in range(20)}
    assert firsts == set(receipts)


def test_the_history_tells_nobody_outside_who_witnessed_and_what_was_drawn(draw, tied, pat, edie, bo, olivia):
    confirm(draw, pat)
    confirm(draw, edie)
    said = Activity.objects.filter(verb__startswith="draw.")
    assert sorted(said.values_list("verb", flat=True)) == [
        "draw.confirmed",
        "draw.confirmed",
        "draw.made",
        "draw.prepared",
    ]
    for person in (bo, olivia):
        assert not Activity.objects.visible_to(person).filter(verb__startswith="draw.").exists()
    assert set(Notice.objects.filter(title__contains="witness").values_list("person", flat=True)) == {edie.pk}


@pytest.mark.parametrize("who", ["una", "olivia", "ada", "otto", "bo"])
def test_only_a_named_witness_confirms(draw, who, request):
    with pytest.raises(NotPermitted):
        confirm(draw, request.getfixturevalue(who))


@pytest.mark.parametrize("who", ["edie", "olivia", "ada", "otto"])
def test_only_purchasers_prepare_and_abandon_a_draw(tied, who, pat, una, request):
    person = request.getfixturevalue(who)
    with pytest.raises(NotPermitted):
        prepare(tied, person, pat, una)
    draw = prepare(tied, pat, pat, una)
    with pytest.raises(NotPermitted):
        abandon_draw(draw=draw, note="No.", by=person, at=AT)


def test_witnesses_are_two_people_who_see_the_result(tied, pat, una, edie, evan, olivia):
    assert people_to_witness(tied) == [edie, evan, pat, una]
    with pytest.raises(Invalid) as refusal:
        prepare(tied, pat, pat, pat)
    assert list(refusal.value.errors) == ["second"]
    with pytest.raises(Invalid) as refusal:
        prepare(tied, pat, olivia, una)
    assert list(refusal.value.errors) == ["first"]
    with pytest.raises(Invalid):
        prepare(tied, pat, pat)
    assert Draw.objects.count() == 0


@pytest.mark.parametrize("number", ["", "123", "1" * 21, "12 34", "12a4", "١٢٣٤", "-1234", "12|34"])
def test_a_number_is_digits_alone(draw, pat, number):
    with pytest.raises(Invalid):
        confirm(draw, pat, number)
    assert draw.witnesses.filter(confirmed_at=None).count() == 2


def test_nobody_confirms_twice_and_no_second_draw_is_made(draw, tied, pat, edie, una):
    with pytest.raises(WrongState):
        prepare(tied, pat, pat, una)
    confirm(draw, pat)
    with pytest.raises(WrongState):
        confirm(draw, pat)
    confirm(draw, edie)
    with pytest.raises(WrongState):
        prepare(tied, pat, pat, una)
    with pytest.raises(WrongState):
        abandon_draw(draw=draw, note="I do not like it.", by=pat, at=AT)
    assert Draw.objects.count() == 1


def test_a_draw_whose_witness_is_away_is_abandoned_on_record_and_prepared_anew(draw, tied, pat, edie, una):
    confirm(draw, pat)
    with pytest.raises(Invalid):
        abandon_draw(draw=draw, note=" ", by=pat, at=AT)
    abandon_draw(draw=draw, note="Edie is on leave.", by=pat, at=AT)
    with pytest.raises(WrongState):
        confirm(draw, edie)
    second = prepare(tied, pat, pat, una)
    assert (Draw.objects.count(), second.commitment != draw.commitment) == (2, True)
    assert Result.objects.count() == 1


def test_a_witness_who_no_longer_sees_the_result_confirms_nothing(draw, tied, edie):
    tied.evaluators.filter(person=edie).update(recused_from_all=True)
    with pytest.raises(NotPermitted):
        confirm(draw, edie)


def test_where_no_bids_are_equal_nothing_is_drawn(ranked, pat, edie):
    with pytest.raises(WrongState, match="No bids share a place"):
        prepare(ranked, pat, pat, edie)


def test_nothing_is_drawn_before_the_ranking(opened, pat, edie, scorers):
    with pytest.raises((WrongState, NotPermitted)):
        prepare(opened, pat, pat, edie)


def test_a_seed_that_was_altered_draws_nothing(draw, pat, edie):
    confirm(draw, pat)
    Draw.objects.update(sealed_seed=seal({"result": draw.result_id, "seed": "0" * 64}))
    with pytest.raises(WrongState, match="altered"):
        confirm(draw, edie)
    assert Result.objects.count() == 1


def test_an_altered_draw_is_seen_to_be_unsound(draw, tied, pat, edie):
    confirm(draw, pat)
    confirm(draw, edie)
    made = draw_of(tied)
    made.witnesses.filter(person=pat).update(number="99999999")
    numbers = list(made.witnesses.values_list("number", flat=True))
    same = [lot.bid for lot in lots(made.seed, numbers, made.bids)] == made.outcome.content()["drawn_order"]
    assert is_sound(draw_of(tied)) is same
    Draw.objects.update(seed="0" * 64)
    assert is_sound(draw_of(tied)) is False
    assert commitment("0" * 64, made.bids) != made.commitment
