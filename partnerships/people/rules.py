"""Who a person is to a record: the predicates other slices build theirs from."""

from django.apps import apps
from django.db.models import Q
from rules import add_perm, predicate

ADMINISTERS = Q(role="administrator")
LEADER, CONTACT, PURCHASER, EVALUATOR, OBSERVER = "leader", "contact", "purchaser", "evaluator", "observer"


def partnership_id_of(record):
    """Return the id of the partnership a record belongs to, or is; None where there is none."""
    if record is None:
        return None
    if record._meta.model_name == "partnership":
        return record.pk
    if hasattr(record, "partnership_id"):
        return record.partnership_id
    return getattr(getattr(record, "partnership", None), "pk", None)


def has_role(*roles):
    """Make a predicate: the person has one of the roles in the record's partnership."""

    @predicate(f"has_role:{','.join(roles)}")
    def holds(user, record):
        return user.is_authenticated and user.has_role_in(partnership_id_of(record), *roles)

    return holds


@predicate
def is_signed_in(user):
    return user.is_authenticated and user.is_active


@predicate
def is_administrator(user):
    return user.is_authenticated and user.is_administrator


@predicate
def is_development_officer(user):
    return user.is_authenticated and user.role == "development_officer"


@predicate
def is_council_purchaser(user):
    return user.is_authenticated and user.role == "council_purchaser"


@predicate
def is_self(user, person):
    return person is not None and user.pk == person.pk


@predicate
def is_self_of_role(user, role):
    """The role in a partnership is the person's own."""
    return role is not None and user.is_authenticated and getattr(role, "person_id", None) == user.pk


@predicate
def is_inviter(user, invitation):
    return invitation is not None and invitation.invited_by_id == user.pk


@predicate
def is_invited(user, invitation):
    return invitation is not None and user.is_authenticated and invitation.is_to(user)


def brings_purchasers(user, organisation_id):
    """Whether somebody may let purchasers into a council: one of its own purchasers, or an administrator."""
    return user.is_administrator or (user.role == "council_purchaser" and user.belongs_to(organisation_id))


@predicate
def speaks_for_inviting_organisation(user, invitation):
    """The person belongs to the organisation that somebody else is invited to, and does not administer the service.

    Where the invitation needs a purchaser's agreement, the person is one.
    """
    if invitation is None or invitation.organisation_id is None or not user.is_authenticated or user.is_administrator:
        return False
    is_party = invitation.is_to(user) or invitation.invited_by_id == user.pk
    if is_party or not user.belongs_to(invitation.organisation_id):
        return False
    return user.role == "council_purchaser" or not invitation.needs_purchaser


is_leader_of = has_role(LEADER)
is_purchaser_of = has_role(PURCHASER)
is_evaluator_of = has_role(EVALUATOR)
is_partner_of = has_role(LEADER, CONTACT)
has_any_role_in = has_role(LEADER, CONTACT, PURCHASER, EVALUATOR, OBSERVER)


@predicate
def belongs_to_organisation(user, record):
    """The person speaks for the organisation the record is about, or that it is."""
    if record is None or not user.is_authenticated:
        return False
    organisation_id = (
        record.pk if record._meta.model_name == "organisation" else getattr(record, "organisation_id", None)
    )
    return user.belongs_to(organisation_id)


@predicate
def is_of_purchasing_council(user, record):
    """The person is a purchaser of the council that purchases; its own people say who scores and who opens bids."""
    partnership = (
        record if record is None or record._meta.model_name == "partnership" else getattr(record, "partnership", None)
    )
    return partnership is not None and is_council_purchaser(user) and user.belongs_to(partnership.purchasing_council_id)


@predicate
def nobody_purchases(user, partnership):
    """The partnership has no purchaser, and its council nobody who could become one. Two queries at most."""
    if partnership is None or partnership._meta.model_name != "partnership":
        return False
    people = apps.get_model("partnerships", "User").objects.active().exclude(ADMINISTERS)
    named = people.filter(partnership_roles__partnership=partnership, partnership_roles__role=PURCHASER)
    of_council = people.filter(role="council_purchaser", memberships__organisation_id=partnership.purchasing_council_id)
    return not named.exists() and not of_council.exists()


can_run_partnership = is_leader_of | is_administrator
can_work_in_partnership = is_partner_of | is_administrator

# Who sees bids is the purchasing side’s decision, never the leader’s; an administrator names the first purchaser only
# where there is nobody on that side.
can_name_purchasers = ((is_purchaser_of | is_of_purchasing_council) & ~is_administrator) | (
    is_administrator & nobody_purchases
)
# Whoever purchases for the council already may purchase for any of its partnerships, and names nobody but themselves.
can_take_on = is_of_purchasing_council & ~is_administrator
add_perm("partnerships.add_purchaser", can_name_purchasers)
add_perm("partnerships.take_on_partnership", can_take_on)
add_perm("partnerships.add_membership", belongs_to_organisation | is_administrator)
