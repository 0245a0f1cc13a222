import pytest
from django.urls import reverse

from partnerships.models import User
from partnerships.people.queries import people_with_second_factor
from tests.factories.partnerships import PersonRoleFactory


@pytest.mark.parametrize(
    ("role", "needed"),
    [("purchaser", True), ("evaluator", True), ("leader", False), ("contact", False), ("observer", False)],
)
def test_who_comes_to_read_bids_needs_a_second_factor(otto, role, needed, django_assert_num_queries):
    PersonRoleFactory(person=otto, role=role)
    assert User.objects.get(pk=otto.pk).needs_second_factor is needed
    [listed] = people_with_second_factor(User.objects.filter(pk=otto.pk))
    with django_assert_num_queries(0):
        assert listed.needs_second_factor is needed


def test_an_evaluator_is_led_to_set_one_up_outside_demo_mode(signed_in, partnership, edie, olivia, settings):
    settings.DEMO_MODE = False
    answer = signed_in(edie).get(reverse("home"))
    assert (answer.status_code, answer.url) == (302, reverse("mfa_index"))
    assert signed_in(olivia).get(reverse("home")).status_code == 200


def test_the_list_of_people_says_who_lacks_one(signed_in, partnership, ada, edie):
    page = signed_in(ada).get(reverse("people"), {"name": "Edie"}).content.decode()
    assert "psp-tag--missing" in page or "Missing" in page
