"""Reading what an activity changed."""


def changes_of(activity):
    """Map each field to [before, after], one of another record as "record: field"; fails where that would lose one."""
    changes = activity.changes
    mapped = {str(change): [change.before, change.after] for change in changes}
    assert len(mapped) == len(changes), f"two changes of one name: {[str(change) for change in changes]}"
    return mapped
