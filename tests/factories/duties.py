"""Who is asked to do something, set against who is let in where it is done."""

from datetime import date

from django.test import Client
from django.urls import reverse

from partnerships.models import Invitation
from procurement.models import Award, Bid, Clarification, Debrief, Evaluator, Hold, Question
from psp.core import due

EVER = date(2016, 1, 1), date(2099, 1, 1)
TODAY = date(2026, 6, 3)

# Given to one person by name, or the leader's to see to: others may do it, and are not asked to.
ASSIGNED = {"milestone", "criterion_result", "learning", "money_ends", "readiness_conditions"}
# The organisation's own people are asked; a purchaser may write down what came by letter.
STANDS_IN = {"proof_to_give"}
# A day to know of: nothing is done on it that has a page of its own.
DATES = {"tender_questions_close"}


def _in(name):
    """The page of an act on the record whose id the item's key ends with, inside the partnership."""
    return lambda item: reverse(name, args=[item.partnership_id, int(item.key.split(":")[1])])


def _of_award(name, model, **narrowed):
    def page(item):
        award = Award.objects.get(tender=_subject(item))
        row = model.objects.filter(award=award, **narrowed).first()
        return reverse(name, args=[item.partnership_id, _subject(item), row.pk])

    return page


def _subject(item):
    return int(item.key.split(":")[1])


def _question(item):
    row = Clarification.objects.filter(tender=_subject(item), answered_at=None).first()
    return reverse("answer_question", args=[item.partnership_id, _subject(item), row.pk])


def _study(item):
    name = "submit_study" if item.title.startswith("Submit") else "approve_study"
    return reverse(name, args=[_subject(item)])


def _decision(item):
    name = "award_tender" if "decide" in item.url else "open_bids"
    return reverse(name, args=[item.partnership_id, _subject(item)])


def _belated(item):
    bid = Bid.objects.unconfirmed().filter(tender=_subject(item)).first()
    return reverse("confirm_belated_bid", args=[item.partnership_id, _subject(item), bid.pk])


# Where each kind of thing is done: whoever gets this page may do it.
PAGES = {
    "agreement": _in("agree_text"),
    "commitment": _in("sign_commitment"),
    "study_approval": _study,
    "readiness_to_answer": _in("submit_readiness"),
    "readiness_to_judge": _in("decide_readiness"),
    "proposal": lambda item: reverse("accept_proposal", args=[_subject(item)]),
    "conflict": _in("decide_conflict"),
    "conflict_to_declare": _in("declare_conflict"),
    "purchaser_needed": lambda item: reverse("take_on", args=[item.partnership_id]),
    "proof_to_give": _in("answer_proof"),
    "involvement_to_decide": _in("decide_involvement"),
    "contingency_plan": lambda item: item.url,
    "tender_decision": _decision,
    "tender_held_back": _in("publish_tender"),
    "publication_gap": _in("withdraw_publication"),
    "tender_cancelled": lambda item: reverse("stop_partnership", args=[item.partnership_id]),
    "unanswered_questions": _question,
    "scoring_to_close": _in("close_scoring"),
    "moderation_to_close": _in("close_moderation"),
    "draws_to_witness": _in("witness_draw"),
    "letters_to_send": _in("record_notice"),
    "standstill_end": _in("conclude_tender"),
    "challenge": _of_award("lift_hold", Hold, lifted_at=None),
    "debriefs_to_give": _of_award("answer_debrief", Debrief, answered_on=None),
    "award_notice": _in("publish_award_notice"),
}


def _may_answer(item, person):
    row = Invitation.objects.get(pk=_subject(item))
    act = {"yes": "confirm", "answer": "answer", "mail": "resend"}[item.key.split(":")[2]]
    return person.has_perm(f"partnerships.{act}_invitation", row)


def _may_moderate(item, person):
    question = Question.objects.filter(tender=_subject(item)).first()
    page = _get(person, reverse("moderate_question", args=[item.partnership_id, _subject(item), question.pk]))
    return page.status_code == 200 and page.context["may_moderate"]


def _may_confirm(item, person):
    """Another than who recorded the bid, as the table itself demands."""
    by_other = Bid.objects.unconfirmed().filter(tender=_subject(item)).exclude(recorded_by=person).exists()
    return by_other and _get(person, _belated(item)).status_code == 200


def _may_open(item, person):
    """The page says to who has confirmed already that another one follows."""
    page = _get(person, reverse("open_bids", args=[item.partnership_id, _subject(item)]))
    return page.status_code == 200 and not page.context["is_own"]


def _may_declare(item, person):
    """The page shows to who has declared what they said."""
    page = _get(person, reverse("declare_interests", args=[item.partnership_id, _subject(item)]))
    if page.status_code != 200:
        return False
    place = page.context["evaluator"]
    return place is None or place.declared_at is None


def _may_score(item, person):
    """Each evaluator has scores of their own."""
    evaluator = Evaluator.objects.get(pk=_subject(item))
    page = reverse("lock_scores", args=[item.partnership_id, evaluator.tender_id])
    return evaluator.person_id == person.pk and _get(person, page).status_code == 200


# Pages that show more people what only some may do.
ASKED = {
    "invitation": _may_answer,
    "scores_to_moderate": _may_moderate,
    "belated_bids": _may_confirm,
    "tender_deadline": _may_open,
    "interests_to_declare": _may_declare,
    "bids_to_score": _may_score,
}


def kinds_covered():
    return ASSIGNED | DATES | set(PAGES) | set(ASKED)


_clients = {}


def _get(person, url):
    """Open a page as a person; each keeps their browser for the test."""
    client = _clients.get(person)
    if client is None:
        client = _clients[person] = Client()
        client.force_login(person)
    return client.get(url)


def may_do(item, person):
    """Whether the page of the act lets a person in."""
    if item.kind in ASKED:
        return bool(ASKED[item.kind](item, person))
    return _get(person, PAGES[item.kind](item)).status_code == 200


def disagreements(people, *, today=TODAY, kinds=None):
    """Compare, for every due item, whom it asks with who may do it; return what differs, and who owes what.

    ``people`` are everybody there is but administrators, who are asked only where there is nobody else. Who owes what is a set
    of (kind, name), as home shows it.
    """
    _clients.clear()
    wrong, owed = [], set()
    names = {person.pk: person.name for person in people}
    asking = [kind for kind in due.kinds() if kinds is None or kind.code in kinds]
    for kind in asking:
        for item in due.without_waiting(kind.due_between(*EVER), today=today):
            if kind.code in ASSIGNED | DATES or item.key.endswith(":signed"):
                continue
            asked = {names[pk] for pk in item.people if pk in names}
            allowed = {person.name for person in people if may_do(item, person)}
            if asked != allowed and not (kind.code in STANDS_IN and asked < allowed):
                wrong.append(f"{item.key}: asks {sorted(asked)}, open to {sorted(allowed)}")
        for person in people:
            for item in due.without_waiting(kind.due_between(*EVER, person_id=person.pk), today=today):
                owed.add((kind.code, person.name))
                if (status := _get(person, item.url).status_code) != 200:
                    wrong.append(f"{item.key}: {person.name} is led to {item.url} and gets {status}")
    return wrong, owed
