from psp.core.keys import fingerprint, fingerprints


def test_a_fingerprint_tells_keys_apart_and_holds_none(settings):
    settings.BID_SEAL_KEY = "a new key, an older key"
    new, older = fingerprints()["BID_SEAL_KEY"]
    assert (new, older) == (fingerprint("a new key"), fingerprint("an older key"))
    assert (new != older, len(new), "key" in new) == (True, 16, False)
