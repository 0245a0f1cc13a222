from collections import Counter
from hashlib import sha256
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.scoring.engine.draw import Lot, commitment, lots

SEED = "0123456789abcdef" * 4
BIDS = ["7K2M-Q9TR", "B4CD-8XYZ", "H3JP-5WVN"]


def test_each_lot_can_be_checked_with_any_hash_tool():
    # printf '%s' '0123…|4711|0815|7K2M-Q9TR' | sha256sum
    found = lots(SEED, ["4711", "0815"], BIDS)
    for lot in found:
        assert lot == Lot(lot.bid, f"{SEED}|4711|0815|{lot.bid}", sha256(lot.text.encode()).hexdigest())
    assert [lot.hash for lot in found] == sorted(lot.hash for lot in found)


def test_a_draw_worked_once_stays_as_it_was():
    assert [lot.bid for lot in lots(SEED, ["4711", "0815"], BIDS)] == ["7K2M-Q9TR", "H3JP-5WVN", "B4CD-8XYZ"]
    assert commitment(SEED, BIDS) == sha256(f"{SEED}|{BIDS[0]}|{BIDS[1]}|{BIDS[2]}".encode()).hexdigest()


def test_the_order_of_entry_never_matters():
    orders = {tuple(lot.bid for lot in lots(SEED, ["4711", "0815"], order)) for order in permutations(BIDS)}
    assert (len(orders), {commitment(SEED, order) for order in permutations(BIDS)}) == (1, {commitment(SEED, BIDS)})


def test_every_order_comes_up_about_as_often():
    counted = Counter(
        tuple(lot.bid for lot in lots(sha256(str(n).encode()).hexdigest(), ["4711", "0815"], BIDS)) for n in range(6000)
    )
    assert len(counted) == 6
    assert all(850 < times < 1150 for times in counted.values()), counted


def test_each_witness_alone_can_change_the_outcome():
    for place in (0, 1):
        numbers = [["4711", "0815"] for _ in range(40)]
        for n, pair in enumerate(numbers):
            pair[place] = str(1000 + n)
        assert len({lots(SEED, pair, BIDS)[0].bid for pair in numbers}) == 3


@given(st.text(max_size=25))
def test_only_digits_are_a_number_so_no_two_draws_hash_the_same_text(number):
    fits = number.isascii() and number.isdigit() and 4 <= len(number) <= 20
    if fits:
        lots(SEED, [number, "4711"], BIDS)
    else:
        with pytest.raises(ValueError, match="digits"):
            lots(SEED, [number, "4711"], BIDS)


@pytest.mark.parametrize(
    ("seed", "numbers", "bids"),
    [
        ("0" * 63, ["4711", "0815"], BIDS),
        (SEED.upper(), ["4711", "0815"], BIDS),
        (SEED, ["4711"], BIDS),
        (SEED, ["4711", "0815", "1234"], BIDS),
        (SEED, ["4711", "0815"], BIDS[:1]),
        (SEED, ["4711", "0815"], [BIDS[0], BIDS[0]]),
    ],
)
def test_what_is_no_draw_is_refused(seed, numbers, bids):
    with pytest.raises(ValueError):
        lots(seed, numbers, bids)


def test_a_commitment_holds_for_one_seed_and_one_set_of_bids():
    other = SEED[:-1] + "0"
    assert len({commitment(SEED, BIDS), commitment(other, BIDS), commitment(SEED, BIDS[:2])}) == 3
    with pytest.raises(ValueError, match="64"):
        commitment("", BIDS)
