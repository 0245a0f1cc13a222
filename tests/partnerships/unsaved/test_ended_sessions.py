"""A session or a token that ended while somebody was typing: the form comes back with everything typed, to them alone."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from partnerships.models import LearningPoint, UnsavedForm
from partnerships.retention.operations import carry_out
from psp.core.marks import BROWSER, MARK, SALT, mark_for
from psp.core.unsaved import COOKIE, LARGEST, MOST, label_of
from tests.factories.learning import LearningPointFactory
from tests.factories.pages import forms_of, values_of

TYPED = {
    "title": "Take the bus",
    "stage": "design",
    "theme": "forming",
    "happened": "Nobody came.\r\nThe bus stops at four.",
    "learned": "Ask <first> & early.",
    "is_shared": "True",
}
WORDS = "You were signed out while you were typing. Nothing has been saved yet. Check it and save."
PASSWORD = "correct horse battery"


@pytest.fixture
def url(partnership):
    return f"/partnerships/{partnership.pk}/learning/add/"


@pytest.fixture
def browser(olivia):
    """Olivia's browser, which carries tokens against forged requests as a real one does."""
    EmailAddress.objects.create(user=olivia, email=olivia.email, verified=True, primary=True)
    olivia.set_password(PASSWORD)
    olivia.save()
    client = Client(enforce_csrf_checks=True)
    client.force_login(olivia)
    return client


def opened(client, url, **typed):
    """Open a form and fill it in; return what the browser would send."""
    [form] = forms_of(client.get(url))
    return {name: values[-1] for name, values in values_of(form).items()} | TYPED | typed


def end_session(client):
    del client.cookies[settings.SESSION_COOKIE_NAME]


def turn_token(client):
    """As signing in again in another window does."""
    del client.cookies[settings.CSRF_COOKIE_NAME]
    client.get("/help/glossary/")
    client.get("/you/")


def lose_cookies(client):
    client.cookies.clear()


def sign_out_elsewhere(client):
    token = client.cookies[settings.CSRF_COOKIE_NAME].value
    assert client.post("/account/logout/", {"csrfmiddlewaretoken": token}).status_code == 302


def sign_in(client, answer, email="olivia@example.org"):
    """Go to the sign-in that an answer leads to, and sign in there; return the page it ends at."""
    page = client.get(answer.url)
    assert "/account/login/" in page.request["PATH_INFO"]
    form = next(form for form in forms_of(page) if form["action"].endswith("/login/"))
    sent = {name: values[-1] for name, values in values_of(form).items()}
    return client.post("/account/login/", sent | {"login": email, "password": PASSWORD}, follow=True)


def typed_on(page):
    """Return what stands in the form of a page."""
    [form] = forms_of(page)
    values = {name: values[-1].replace("\r\n", "\n") for name, values in values_of(form).items()}
    return {name: values.get(name) for name in TYPED}


EXPECTED = {name: value.replace("\r\n", "\n") for name, value in TYPED.items()}


@pytest.mark.parametrize("how", [end_session, lose_cookies, sign_out_elsewhere], ids=lambda how: how.__name__)
def test_after_signing_in_the_form_holds_what_was_typed(browser, url, how):
    sent = opened(browser, url)
    how(browser)
    answer = browser.post(url, sent)
    assert answer.status_code == 302
    page = sign_in(browser, answer)
    assert (page.status_code, page.request["PATH_INFO"], WORDS in page.content.decode()) == (200, url, True)
    assert typed_on(page) == EXPECTED
    assert not LearningPoint.objects.exists()


def test_a_password_changed_elsewhere_ends_the_session_and_loses_nothing(browser, url, olivia):
    sent = opened(browser, url)
    olivia.set_password("another horse battery")
    olivia.save()
    answer = browser.post(url, sent)
    olivia.set_password(PASSWORD)
    olivia.save()
    assert typed_on(sign_in(browser, answer)) == EXPECTED


def test_a_turned_token_shows_the_form_again_at_once(browser, url):
    sent = opened(browser, url)
    turn_token(browser)
    page = browser.post(url, sent, follow=True)
    assert (page.status_code, page.request["PATH_INFO"], WORDS in page.content.decode()) == (200, url, True)
    assert typed_on(page) == EXPECTED


@pytest.mark.parametrize("how", [end_session, turn_token], ids=lambda how: how.__name__)
def test_what_was_shown_again_is_saved_once_and_then_forgotten(browser, url, how):
    sent = opened(browser, url)
    how(browser)
    answer = browser.post(url, sent)
    page = sign_in(browser, answer) if how is end_session else browser.get(answer.url)
    again = {name: values[-1] for name, values in values_of(forms_of(page)[0]).items()}
    assert browser.post(page.request["PATH_INFO"], again).status_code == 302
    assert list(LearningPoint.objects.values_list("title", "learned")) == [(TYPED["title"], TYPED["learned"])]
    assert not UnsavedForm.objects.exists()
    assert "Nothing has been saved" not in browser.get("/").content.decode()


def test_an_edit_keeps_the_version_that_was_read(browser, partnership, olivia):
    point = LearningPointFactory(partnership=partnership, written_by=olivia)
    url = f"/partnerships/{partnership.pk}/learning/{point.pk}/edit/"
    sent = opened(browser, url)
    end_session(browser)
    answer = browser.post(url, sent)
    LearningPoint.objects.update(version=5, title="Somebody’s")
    page = sign_in(browser, answer)
    again = {name: values[-1] for name, values in values_of(forms_of(page)[0]).items()}
    assert (again["version"], again["title"]) == ("1", "Take the bus")
    conflict = browser.post(url, again)
    assert (conflict.status_code, "This was saved while you were editing" in conflict.content.decode()) == (422, True)


def test_it_is_found_by_going_to_the_form_or_from_any_page(browser, url):
    sent = opened(browser, url)
    end_session(browser)
    answer = browser.post(url, sent)
    sign_in(browser, answer)
    assert typed_on(browser.get(url)) == EXPECTED
    home = browser.get("/").content.decode()
    assert ("What you typed in “Add a learning point” on" in home, f"{url}?unsaved=" in home) == (True, True)
    listed = browser.get("/unsaved/").content.decode()
    assert "Ask &lt;first&gt; &amp; early." in listed


def test_two_forms_of_one_page_are_both_kept(browser, url):
    first, second = opened(browser, url), opened(browser, url, title="Take the train")
    end_session(browser)
    answers = [browser.post(url, sent) for sent in (first, second)]
    sign_in(browser, answers[0])
    titles = [typed_on(browser.get(answer.url, follow=True))["title"] for answer in answers]
    assert titles == ["Take the bus", "Take the train"]
    page = browser.get(answers[0].url, follow=True)
    again = {name: values[-1] for name, values in values_of(forms_of(page)[0]).items()}
    browser.post(url, again)
    assert typed_on(browser.get(url))["title"] == "Take the train"


def test_the_browser_keeps_its_mark_a_day_from_the_last_form_that_was_kept(browser, url):
    kept = []
    for title in ("Take the bus", "Take the train"):
        sent = opened(browser, url, title=title)
        end_session(browser)
        answer = browser.post(url, sent)
        kept.append((answer.cookies[COOKIE].value, answer.cookies[COOKIE]["max-age"]))
        sign_in(browser, answer)
    assert kept == [(browser.cookies[COOKIE].value, 86_400)] * 2


def test_it_is_shown_to_nobody_else_in_the_same_browser(browser, url, edie):
    EmailAddress.objects.create(user=edie, email=edie.email, verified=True, primary=True)
    edie.set_password(PASSWORD)
    edie.save()
    sent = opened(browser, url)
    end_session(browser)
    page = sign_in(browser, browser.post(url, sent), email=edie.email)
    assert (page.status_code, WORDS in page.content.decode(), typed_on(page)["title"]) == (200, False, "")
    assert "Take the bus" not in browser.get("/unsaved/").content.decode()


def test_it_is_not_shown_in_another_browser(browser, url, olivia):
    sent = opened(browser, url)
    end_session(browser)
    answer = browser.post(url, sent)
    other = Client()
    other.force_login(olivia)
    page = other.get(sign_in(browser, answer).request["PATH_INFO"])
    assert (WORDS in page.content.decode(), typed_on(page)["title"]) == (False, "")


def test_a_form_of_one_person_sent_while_another_is_signed_in_waits_for_its_person(browser, url, edie, olivia):
    sent = opened(browser, url)
    browser.force_login(edie)
    turn_token(browser)
    page = browser.post(url, sent)
    assert page.status_code == 403
    assert "You are signed in as Edie Hall. This form was opened by somebody else" in page.content.decode()
    assert not LearningPoint.objects.exists()
    browser.force_login(olivia)
    assert typed_on(browser.get(url)) == EXPECTED


@pytest.mark.parametrize("mark", [None, "", "MQ:abc:def", "\x00"])
def test_without_a_mark_nothing_is_kept(browser, url, mark):
    sent = opened(browser, url)
    del sent["made_for"]
    end_session(browser)
    answer = browser.post(url, sent if mark is None else sent | {"made_for": mark})
    assert (answer.status_code, UnsavedForm.objects.count(), COOKIE in browser.cookies) == (302, 0, False)
    turn_token(browser)
    assert browser.post(url, sent if mark is None else sent | {"made_for": mark}).status_code == 403
    assert UnsavedForm.objects.count() == 0


def test_a_mark_lasts_a_week(browser, url, olivia, monkeypatch):
    sent = opened(browser, url)
    end_session(browser)
    real = timezone.now().timestamp()
    monkeypatch.setattr("django.core.signing.time.time", lambda: real + timedelta(days=7, minutes=1).total_seconds())
    browser.post(url, sent)
    assert UnsavedForm.objects.count() == 0


def test_a_form_from_another_site_is_refused_whatever_it_carries(browser, url):
    sent = opened(browser, url)
    page = browser.post(url, sent, headers={"Origin": "https://elsewhere.example"})
    assert (page.status_code, UnsavedForm.objects.count(), LearningPoint.objects.count()) == (403, 0, 0)


def test_passwords_and_codes_are_never_kept(browser, url):
    sent = opened(browser, url, password="hunter two", new_password1="hunter", otp_code="123456", recovery_code="abc")
    end_session(browser)
    sign_in(browser, browser.post(url, sent))
    page = browser.get("/unsaved/").content.decode()
    assert [word for word in ("hunter", "123456", "abc") if word in page] == []
    assert "Nobody came." in page


def test_it_lies_sealed_in_the_database(browser, url):
    sent = opened(browser, url)
    end_session(browser)
    browser.post(url, sent)
    row = UnsavedForm.objects.values().get()
    said = " ".join(map(str, row.values()))
    assert [word for word in ("bus", "learning", browser.cookies[COOKIE].value) if word in said] == []


def test_no_more_than_a_few_forms_of_a_person_are_kept_and_the_oldest_give_way(browser, url):
    sent = opened(browser, url)
    end_session(browser)
    for number in range(MOST + 2):
        answer = browser.post(url, sent | {"title": f"Bus {number}", "once": ""})
    sign_in(browser, answer)
    page = browser.get("/unsaved/").content.decode()
    assert UnsavedForm.objects.count() == MOST
    assert ["Bus 1<" in page, "Bus 2<" in page, f"Bus {MOST + 1}<" in page] == [False, True, True]


def kept_titles(client):
    page = client.get("/unsaved/").content.decode()
    return [title for title in ("Take the bus", "Junk 1<", "Junk 2<", f"Junk {MOST + 1}<") if title in page]


def post_junk(url, sent):
    """Send forms as somebody who has read the page they come from, but has none of the browser's cookies."""
    stranger = Client(enforce_csrf_checks=True)
    for number in range(MOST + 2):
        stranger.post(url, sent | {"title": f"Junk {number}", "once": ""})
    return stranger


def test_who_has_read_the_mark_of_a_form_pushes_out_nothing_of_its_person(browser, url, olivia):
    sent = opened(browser, url)
    end_session(browser)
    answer = browser.post(url, sent)
    stranger = post_junk(url, sent)
    assert UnsavedForm.objects.count() == 1 + MOST
    sign_in(browser, answer)
    assert kept_titles(browser) == ["Take the bus"]
    stranger.force_login(olivia)
    assert kept_titles(stranger) == ["Junk 2<", f"Junk {MOST + 1}<"]


def test_nor_what_was_kept_before_marks_were_noted_or_under_another_mark(browser, url, olivia):
    """As from a page made before an upgrade, whose mark names no browser."""
    earlier = Client(enforce_csrf_checks=True)
    earlier.post(url, TYPED | {MARK: signing.dumps(olivia.pk, salt=SALT)})
    post_junk(url, opened(browser, url))
    post_junk(url, TYPED | {MARK: mark_for(olivia)})
    assert UnsavedForm.objects.count() == 1 + 2 * MOST
    earlier.force_login(olivia)
    assert kept_titles(earlier) == ["Take the bus"]


def test_a_browser_is_named_once_in_a_cookie_no_page_shows(browser, url):
    first = browser.get(url)
    cookie = first.cookies[BROWSER]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 28 * 86_400)
    assert cookie.value not in first.content.decode()
    assert BROWSER not in browser.get(url).cookies
    assert BROWSER not in Client().get("/account/login/").cookies


@pytest.mark.parametrize("age", [None, 14, 27])
def test_the_cookie_that_names_a_browser_is_renewed_before_a_form_could_outlast_it(browser, url, olivia, age):
    """Without an age: a cookie set before its day stood in it."""
    value = browser.get(url).cookies[BROWSER].value.partition(".")[0]
    set_on = "" if age is None else f".{timezone.now().date().toordinal() - age}"
    browser.cookies[BROWSER] = value + set_on
    sent = opened(browser, url)
    cookie = browser.cookies[BROWSER]
    assert (cookie["max-age"], cookie.value) == (28 * 86_400, f"{value}.{timezone.now().date().toordinal()}")
    end_session(browser)
    browser.post(url, sent)
    assert UnsavedForm.objects.get().mark == ""


def test_the_cookie_that_names_a_browser_is_not_sent_again_in_its_first_weeks(browser, url):
    value = browser.get(url).cookies[BROWSER].value.partition(".")[0]
    browser.cookies[BROWSER] = f"{value}.{timezone.now().date().toordinal() - 13}"
    assert BROWSER not in browser.get(url).cookies


def test_more_than_is_kept_is_said_before_it_is_lost(browser, url):
    sent = opened(browser, url, happened="x" * LARGEST)
    end_session(browser)
    answer = browser.post(url, sent, follow=True)
    assert UnsavedForm.objects.count() == 0
    assert "What you typed is too long to keep." in answer.content.decode()


def test_after_a_day_it_is_neither_shown_nor_there(browser, url):
    sent = opened(browser, url)
    end_session(browser)
    sign_in(browser, browser.post(url, sent))
    UnsavedForm.objects.update(sent_at=timezone.now() - timedelta(days=1, minutes=1))
    assert typed_on(browser.get(url))["title"] == ""
    carry_out(at=timezone.now())
    assert not UnsavedForm.objects.exists()


def test_it_can_be_thrown_away(browser, url):
    sent = opened(browser, url)
    end_session(browser)
    sign_in(browser, browser.post(url, sent))
    row = UnsavedForm.objects.get()
    address = f"/unsaved/{row.pk}/discard/"
    asked = forms_of(browser.get(address))[0]
    answer = browser.post(address, {name: values[-1] for name, values in values_of(asked).items()})
    assert (answer.status_code, UnsavedForm.objects.count()) == (302, 0)
    assert browser.get(address).status_code == 404


def test_files_are_named_to_be_chosen_again_and_none_is_kept(browser, partnership, settings, tmp_path):
    url = f"/partnerships/{partnership.pk}/documents/add/"
    [form] = forms_of(browser.get(url))
    sent = {name: values[-1] for name, values in values_of(form).items()} | {"title": "Minutes of May"}
    end_session(browser)
    answer = browser.post(url, sent | {"file": SimpleUploadedFile("minutes <May>.pdf", b"%PDF-1.4 secret words")})
    page = sign_in(browser, answer).content.decode()
    assert "Choose your files again: minutes &lt;May&gt;.pdf." in page
    assert "You had chosen “minutes &lt;May&gt;.pdf”. Choose it again." in page
    assert 'value="Minutes of May"' in page
    assert [path for path in tmp_path.rglob("*") if path.is_file() and b"secret words" in path.read_bytes()] == []


def test_a_confirmation_holds_nothing_typed_and_is_asked_again(browser, partnership, olivia):
    point = LearningPointFactory(partnership=partnership, written_by=olivia)
    url = f"/partnerships/{partnership.pk}/learning/{point.pk}/withdraw/"
    [form] = forms_of(browser.get(url))
    end_session(browser)
    answer = browser.post(url, {name: values[-1] for name, values in values_of(form).items()})
    page = browser.get(answer.url)
    assert "You were signed out before this could be done. Sign in, then do it again." in page.content.decode()
    assert UnsavedForm.objects.count() == 0
    end = sign_in(browser, answer)
    assert (end.request["PATH_INFO"], end.status_code) == (url, 200)


def test_what_a_page_refuses_is_kept_too(browser, url, partnership, olivia):
    sent = opened(browser, url)
    partnership.roles.filter(person=olivia).delete()
    partnership.members.filter(organisation__in=olivia.memberships.values("organisation")).delete()
    assert browser.post(url, sent).status_code == 404
    assert "Ask &lt;first&gt; &amp; early." in browser.get("/unsaved/").content.decode()


def test_a_closed_account_keeps_nothing(browser, url, olivia):
    sent = opened(browser, url)
    type(olivia).objects.filter(pk=olivia.pk).update(is_active=False)
    assert browser.post(url, sent).status_code == 302
    assert UnsavedForm.objects.count() == 0


def test_marks_name_people_and_cannot_be_made_up(olivia):
    from psp.core.marks import person_of

    mark = mark_for(olivia)
    assert (person_of(mark), person_of(mark[:-1]), person_of(mark.replace(":", ";"))) == (olivia.pk, None, None)


def test_a_form_titled_by_its_record_is_named_after_its_route():
    assert label_of(resolve("/partnerships/1/design/vision/write/")) == "Write text"
