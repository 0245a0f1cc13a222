import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.register.engine.deciding import outcome, restorable

values = st.one_of(
    st.none(), st.sampled_from(["", "a", "b", "c"]), st.lists(st.integers(1, 3), max_size=2), st.booleans()
)
fields = st.dictionaries(st.sampled_from(["name", "website", "areas", "is_closed"]), values)
names = st.sets(st.sampled_from(["name", "website", "areas", "is_closed"]))


@pytest.mark.parametrize(
    ("here", "said", "last", "edited", "changes", "kept"),
    [
        ("a", "a", {}, (), {}, ()),
        ("", "b", {}, (), {"name": ("", "b")}, ()),
        ("a", "b", {"name": "a"}, (), {"name": ("a", "b")}, ()),
        ("a", "b", {"name": "a"}, ("name",), {}, ("name",)),
        ("mine", "b", {"name": "a"}, (), {}, ("name",)),
        ("mine", "b", {}, (), {}, ("name",)),
        ("a", "", {"name": "a"}, (), {"name": ("a", "")}, ()),
        ("mine", "", {}, (), {}, ()),
        ("", "b", {"name": "a"}, ("name",), {}, ("name",)),
        ("", "", {}, ("name",), {}, ()),
    ],
    ids=[
        "the same on both sides",
        "never imported and empty: filled",
        "as the register said last: taken over",
        "edited: kept",
        "changed by other means: kept",
        "written by hand before the first import: kept",
        "the register took it back: emptied",
        "the register never said anything: kept",
        "emptied by hand: stays empty",
        "nothing on both sides",
    ],
)
def test_what_a_person_wrote_stays_and_the_rest_follows_the_register(here, said, last, edited, changes, kept):
    found = outcome({"name": here}, {"name": said}, last, edited)
    assert (found.changes, found.kept) == (changes, kept)


def test_a_field_the_register_says_nothing_of_stays():
    assert outcome({"name": "a", "website": "w"}, {"name": "a"}, {}, ()).changes == {}


@given(fields, fields, fields, names)
def test_applying_twice_changes_nothing_more(current, said, last, edited):
    first = outcome(current, said, last, edited)
    applied = current | {name: after for name, (_, after) in first.changes.items()}
    assert outcome(applied, said, said, edited).changes == {}


@given(fields, fields, fields, names)
def test_a_field_a_person_edited_never_changes(current, said, last, edited):
    assert not outcome(current, said, last, edited).changes.keys() & edited


@given(fields, fields, fields, names)
def test_undoing_at_once_restores_everything(current, said, last, edited):
    first = outcome(current, said, last, edited)
    after = {name: value for name, (_, value) in first.changes.items()}
    assert restorable(current | after, after, edited) == after.keys()


def test_an_undo_leaves_what_was_changed_or_edited_since():
    after = {"name": "b", "website": "w", "about": "x"}
    assert restorable({"name": "b", "website": "other", "about": "x"}, after, {"about"}) == {"name"}
