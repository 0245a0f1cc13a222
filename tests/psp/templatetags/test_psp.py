import pytest

from partnerships.models import Activity
from psp.templatetags.psp import deed


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("verb", "said"),
    [
        ("document.added", "added the document “Minutes”"),
        ("criteria.frozen", "froze the criteria “Minutes”"),
        ("commitment.withdrawn", "withdrew the commitment “Minutes”"),
        ("service_design.drafted", "drafted the service design “Minutes”"),
    ],
)
def test_what_somebody_did_is_said_in_the_past(verb, said):
    assert deed(Activity(verb=verb, target_label="Minutes")) == said
