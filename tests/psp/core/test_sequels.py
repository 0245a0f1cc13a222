from psp.core import sequels


def test_what_follows_a_transition_runs_in_the_order_it_was_registered(monkeypatch):
    monkeypatch.setattr(sequels, "_sequels", {})
    seen = []
    sequels.after("publish", "close")(lambda record, *, by, at: seen.append(("first", record, by, at)))
    sequels.after("publish")(lambda record, *, by, at: seen.append(("second", record, by, at)))
    sequels.follow("publish", "tender", by="Pat", at="noon")
    sequels.follow("close", "tender", by="Pat", at="one")
    sequels.follow("award", "tender", by="Pat", at="two")
    assert seen == [
        ("first", "tender", "Pat", "noon"),
        ("second", "tender", "Pat", "noon"),
        ("first", "tender", "Pat", "one"),
    ]
