"""What tells one form that was sent from another: token, person, path and content, files included."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from psp.core.once import Sent, sent_by, token_of

TOKEN = "0123456789abcdef0123456789abcdef"


class Person:
    def __init__(self, pk):
        self.pk = pk


def a_form(rf, text="title=Bus", *, token=TOKEN, person=1, path="/add/", files=()):
    request = rf.post(path)
    request.POST = QueryDict(f"csrfmiddlewaretoken=abc&once={token}&{text}")
    sent = MultiValueDict()
    for name, content in files:
        sent.appendlist("paper", SimpleUploadedFile(name, content))
    request._files = sent
    request.user = Person(person)
    return request


def test_the_same_form_is_the_same(rf):
    first, second = sent_by(a_form(rf)), sent_by(a_form(rf))
    assert isinstance(first, Sent)
    assert first == second


@pytest.mark.parametrize(
    "other",
    [
        {"text": "title=Train"},
        {"text": "title=Bus&title="},
        {"text": "title=&other=Bus"},
        {"token": TOKEN[::-1]},
        {"person": 2},
        {"path": "/elsewhere/"},
        {"files": [("a.pdf", b"one")]},
    ],
)
def test_another_token_person_path_or_content_is_another_form(rf, other):
    assert sent_by(a_form(rf)).digest != sent_by(a_form(rf, **other)).digest


def test_a_file_counts_by_its_content_and_can_be_read_afterwards(rf):
    same_name = [sent_by(a_form(rf, files=[("a.pdf", content)])).digest for content in (b"one", b"two")]
    assert len(set(same_name)) == 2
    request = a_form(rf, files=[("a.pdf", b"one")])
    sent_by(request)
    assert request.FILES["paper"].read() == b"one"


def test_where_a_value_ends_counts(rf):
    assert sent_by(a_form(rf, "a=1&a=23")).digest != sent_by(a_form(rf, "a=12&a=3")).digest


def test_the_token_against_forged_requests_does_not_count(rf):
    request = a_form(rf)
    request.POST = QueryDict(request.POST.urlencode().replace("csrfmiddlewaretoken=abc", "csrfmiddlewaretoken=xyz"))
    assert sent_by(request) == sent_by(a_form(rf))


@pytest.mark.parametrize("token", ["%00", "a%00b", "x" * 65, "%C3%A9", ""])
def test_a_token_of_no_form_of_ours_is_none(rf, token):
    request = a_form(rf, token=token)
    assert (token_of(request), sent_by(request)) == ("", None)


@pytest.mark.parametrize("text", ["title=%00", "title=%ED%A0%80", "title=%F0%9F%9A%8C"])
def test_any_content_has_a_digest_that_every_database_takes(rf, text):
    assert sent_by(a_form(rf, text)).digest.isalnum()
