"""A real browser, and the windows people look through."""

import os
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

OPTIONS = ["--no-sandbox", "--disable-background-networking"]


@pytest.fixture(scope="session")
def playwright():
    # Playwright runs a loop of its own in this thread, in which Django would else refuse to ask the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright):
    """The Chromium that ``PSP_CHROMIUM`` names; it calls nobody by itself."""
    path = os.environ.get("PSP_CHROMIUM", "/usr/bin/chromium")
    browser = playwright.chromium.launch(executable_path=path, args=OPTIONS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def whole_chromium(playwright):
    """The Chromium that ``PSP_WHOLE_CHROMIUM`` names, with its back-forward cache on: the one without windows has none."""
    path = os.environ.get("PSP_WHOLE_CHROMIUM", "/usr/bin/chromium")
    if not Path(path).exists():
        pytest.skip("Chromium with its windows was not found (Debian, Ubuntu: apt-get install chromium)")
    browser = playwright.chromium.launch(
        executable_path=path,
        args=[*OPTIONS, "--headless=new"],
        ignore_default_args=["--headless", "--disable-back-forward-cache"],
    )
    yield browser
    browser.close()


def storable(get_response):
    """Let a browser keep pages it must not store: it does so over HTTPS alone, which the server of the tests does not speak."""

    def answer(request):
        response = get_response(request)
        if "no-store" in response.get("Cache-Control", ""):
            del response["Cache-Control"]
        return response

    return answer


class Walker:
    """A person at a window: fills fields by their labels, presses buttons, follows links, reads."""

    def __init__(self, page):
        self.page = page
        page.set_default_timeout(60_000)

    def go(self, address):
        answer = self.page.goto(address)
        assert answer.ok, f"{address} answers {answer.status}"
        return self

    def fill(self, **fields):
        """Fill fields by name: a text or figure, a date, the words of a select's option, True for a box to tick."""
        for name, value in fields.items():
            self._fill(name, value)
        return self

    def _fill(self, name, value):
        if isinstance(value, date):
            for part in ("day", "month", "year"):
                self.page.locator(f"[name={name}_{part}]").fill(str(getattr(value, part)))
            return
        field = self.page.locator(f"[name={name}]")
        assert field.count(), f"no {name} at {self.page.url}: {self.page.locator('body').inner_text()[:600]}"
        kind = field.first.evaluate("field => field.type")
        if isinstance(value, bool):
            field.set_checked(value)
        elif kind in {"radio", "checkbox"}:
            self.page.locator(f"[name={name}][value='{value}']").check()
        elif kind.startswith("select"):
            field.select_option(label=value)
        else:
            field.fill(str(value))

    def choose(self, **fields):
        """Find records by words and choose the only match, without a script."""
        for name, words in fields.items():
            self.page.locator(f"[name={name}_words]").fill(words)
            self._click(self.page.locator(f"button[name=find][value={name}]"))
            assert self.page.locator(f"[name={name}]:checked").count() == 1, f"nothing found for {words}"
        return self

    def press(self, label):
        return self._click(self.page.get_by_role("button", name=label, exact=True).first)

    def press_first(self, name):
        """Press the first of the buttons that bear a name, such as those that save all rows of a table."""
        return self._click(self.page.locator(f"button[name={name}]").first)

    def follow(self, label):
        return self._click(self.page.get_by_role("link", name=label, exact=True).first)

    def _click(self, place):
        """Click, and go on when the next page is there: read at once, the words would be those of the page before."""
        with self.page.expect_navigation():
            place.click()
        return self

    def read(self):
        """The words of the page, with single spaces."""
        return " ".join(self.page.locator("main").inner_text().split())

    def sees(self, *words):
        text = self.read()
        missing = [each for each in words if each not in text]
        assert missing == [], f"{self.page.url} says: {text[:900]}"
        return self

    def does_not_see(self, *words):
        text = self.read()
        assert [each for each in words if each in text] == []
        return self

    def problems(self):
        """What the page says must be mended, for a message that helps."""
        return self.page.locator(".govuk-error-summary").all_inner_texts()
