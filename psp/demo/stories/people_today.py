"""What people of the demonstration are asked today: an invitation, a proposed change and a possible conflict wait."""

from partnerships.contacts.operations import offer_membership
from partnerships.invitations.operations import accept_invitation
from partnerships.models import Partnership, Proposal
from partnerships.proposals.operations import accept_proposal, propose_change
from partnerships.roles.operations import offer_role
from psp.demo.acts.people import take_offered_role
from psp.demo.cast import Cast
from psp.demo.days import moment
from psp.demo.stories import befriending, food


def tell(cast: Cast) -> None:
    """Tell what waits; nothing where it was told before."""
    if Proposal.objects.filter(organisation__is_demo=True).exists():
        return
    _look_for_a_leader(cast)
    _propose(cast)
    _come_to_have_a_stake(cast)


def _look_for_a_leader(cast: Cast) -> None:
    """Northern Food Hub has nobody to lead it: Pat asks Olivia."""
    offer_role(
        partnership=Partnership.objects.get(name=food.NAME),
        person=cast.person("olivia"),
        role="leader",
        knows="Two partnerships of three councils; charities that share staff.",
        by=cast.person("pat"),
        at=moment(cast.days.day(-2)),
    )


def _propose(cast: Cast) -> None:
    """Olivia proposes changes to an entry that Bo keeps: one is accepted, one waits."""
    northside, olivia = cast.organisation("northside"), cast.person("olivia")
    asked = {"organisation": northside, "subject": "organisation", "act": "change", "target": northside, "by": olivia}
    earlier = propose_change(
        **asked,
        values={"website": "https://northside.example.org"},
        rows=[("Website", "", "https://northside.example.org")],
        why="It stands on the posters of the lunch club.",
        at=moment(cast.days.day(-20)),
    )
    accept_proposal(
        proposal=earlier, expected_version=northside.version, by=cast.person("bo"), at=moment(cast.days.day(-18))
    )
    contact = {"name": "Ishbel Gow", "job_title": "Lunch club", "phone": "01632 960187", "department": None}
    propose_change(
        organisation=northside,
        subject="contact",
        act="add",
        values=contact | {"email": "", "about": "Places at the lunch club"},
        rows=[("Name", "", "Ishbel Gow"), ("Job title", "", "Lunch club"), ("Telephone", "", "01632 960187")],
        why="She answers when people ring about the lunch club, and the entry names nobody.",
        by=olivia,
        at=moment(cast.days.day(-3)),
    )


def _come_to_have_a_stake(cast: Cast) -> None:
    """Edie, who is to score bids for Kirkton Befriending, joins the board of a partner that may bid: Pat decides."""
    partnership = Partnership.objects.get(name=befriending.NAME)
    edie, pat, bo = (cast.person(name) for name in ("edie", "pat", "bo"))
    take_offered_role(partnership, edie, "evaluator", by=pat, at=moment(cast.days.day(-12)))
    at = moment(cast.days.day(-5))
    invitation = offer_membership(
        organisation=cast.organisation("northside"), person=edie, job_title="Trustee", by=bo, at=at
    )
    accept_invitation(invitation=invitation, by=edie, at=at)
