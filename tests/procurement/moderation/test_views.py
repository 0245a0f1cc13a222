import re

import pytest

from procurement.models import ModeratedScore
from procurement.moderation.operations import Agreed, moderate_scores
from tests.factories import bids


@pytest.mark.parametrize("whose", ["own", "somebody else’s"])
def test_a_conflict_says_whose_save_it_is(in_moderation, signed_in, edie, evan, whose, clock):
    question = in_moderation.questions.get()
    url = in_moderation.url("moderate_question", question.pk)
    cell = f"cell-{in_moderation.bids.first().pk}-{question.pk}"
    with clock(bids.SCORING):
        client = signed_in(edie)
        page = client.get(url).content.decode()
        hidden = dict(re.findall(r'name="(cell-\d+-\d+-(?:version|mark))" value="([^"]*)"', page))
        agreed = {(in_moderation.bids.first().pk, question.pk): Agreed(3, "Agreed on Monday.")}
        moderate_scores(tender=in_moderation, agreed=agreed, by=edie, at=bids.SCORING)
        if whose != "own":
            ModeratedScore.objects.update(moderated_by=evan)
        answer = client.post(url, hidden | {f"{cell}-points": "2", f"{cell}-rationale": "Agreed on Tuesday."})
    html = answer.content.decode()
    said = ["You have saved this from another page" in html, "Someone else saved this while" in html]
    assert (answer.status_code, said) == (422, [whose == "own", whose != "own"])
    assert ("Agreed on Monday." in html, "Agreed on Tuesday." in html) == (True, True)
    assert (page.count("data-unsaved"), html.count("data-unsaved")) == (0, 1)
