"""Who may write down what was learned, and who may change or withdraw it."""

from rules import predicate

from partnerships.people.rules import can_run_partnership, has_any_role_in, is_administrator, is_signed_in

__all__ = ["can_change", "can_write", "is_signed_in"]


@predicate
def is_author(user, point):
    return point is not None and getattr(point, "written_by_id", None) == user.pk


can_write = has_any_role_in | is_administrator
can_change = is_author | can_run_partnership
