import pytest
from django.urls import reverse
from django.utils import timezone

from partnerships.models import Activity, Verification

NOW = timezone.now()
PROBLEM = {"check": "files", "what": "report 7", "wrong": "The file is missing from the storage.", "url": "/admin/"}


def test_an_administrator_starts_a_verification_and_sees_it_under_way(signed_in, ada):
    assert "Nothing verified yet" in signed_in(ada).get(reverse("verifications")).content.decode()
    page = signed_in(ada).post(reverse("ask_for_verification"), follow=True)
    assert "It is under way." in page.content.decode()
    assert Activity.objects.get(verb="verification.asked_for").is_private
    signed_in(ada).post(reverse("ask_for_verification"))
    assert Verification.objects.count() == 1


def test_what_was_found_is_listed_with_what_to_do_and_shown_on_home(signed_in, ada):
    found = {"state": "done", "ended_at": NOW, "problem_count": 1, "problems": [PROBLEM], "checked": {"files": 3}}
    verification = Verification.objects.create(asked_at=NOW, next_attempt_at=NOW, **found)
    words = signed_in(ada).get(verification.get_absolute_url()).content.decode()
    assert "report 7" in words
    assert "Put the file back from the last backup that verified" in words
    assert "3 records checked" in words
    watches = {str(watch.label): watch for watch in signed_in(ada).get(reverse("home")).context["watches"]}
    watch = watches["Problems the last verification found"]
    assert (watch.value, watch.is_bad, watch.url) == (1, True, verification.get_absolute_url())


@pytest.mark.parametrize(("error", "heading"), [("queued", "tried again"), ("failed", "It stopped before its end")])
def test_a_verification_that_failed_says_so(signed_in, ada, error, heading):
    verification = Verification.objects.create(
        asked_at=NOW, next_attempt_at=NOW, state=error, error="The storage is away"
    )
    page = signed_in(ada).get(verification.get_absolute_url()).content.decode()
    assert (heading in page, "The storage is away" in page) == (True, True)


def test_the_list_is_downloaded_as_a_spreadsheet(signed_in, ada):
    Verification.objects.create(asked_at=NOW, next_attempt_at=NOW, state="done", problem_count=2, checked={"a": 5})
    lines = b"".join(signed_in(ada).get(reverse("verifications"), {"format": "csv"}).streaming_content).decode()
    assert ",5,2,Problems found," in lines
