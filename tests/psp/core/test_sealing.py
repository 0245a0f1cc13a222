import pytest

from psp.core.sealing import SealBroken, seal, seal_bytes, unseal, unseal_bytes


@pytest.fixture(autouse=True)
def _key(settings):
    settings.BID_SEAL_KEY = "first key"


def test_what_is_sealed_does_not_show_and_opens_again():
    sealed = seal({"price": "98765.00", "bidder": "Northside Neighbours"})
    assert "98765" not in sealed
    assert "Northside" not in sealed
    assert unseal(sealed) == {"price": "98765.00", "bidder": "Northside Neighbours"}


def test_an_altered_seal_is_noticed():
    sealed = seal({"price": "1"})
    with pytest.raises(SealBroken):
        unseal(sealed[:-6] + "AAAA==")


def test_a_new_key_still_opens_old_seals_until_the_old_one_is_dropped(settings):
    sealed = seal_bytes(b"a file")
    settings.BID_SEAL_KEY = "second key, first key"
    assert unseal_bytes(sealed) == b"a file"
    settings.BID_SEAL_KEY = "second key"
    with pytest.raises(SealBroken):
        unseal_bytes(sealed)
