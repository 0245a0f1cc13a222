"""A real browser, and the windows people look through."""

import os
import re

import pytest
from playwright.sync_api import expect, sync_playwright


@pytest.fixture(scope="session")
def chromium():
    """The Chromium that ``PSP_CHROMIUM`` names; it calls nobody by itself."""
    # Playwright runs a loop of its own in this thread, in which Django would else refuse to ask the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    path = os.environ.get("PSP_CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=path, args=options)
        yield browser
        browser.close()


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
        """Fill fields by name: a text, True for a box to tick; dates as "3 June 2027"."""
        for name, value in fields.items():
            self._fill(name, value)
        return self

    def _fill(self, name, value):
        day = self.page.locator(f"[name={name}_0]")
        if day.count():
            for place, part in enumerate(str(value).split()):
                self.page.locator(f"[name={name}_{place}]").fill(part)
            return
        field = self.page.locator(f"[name={name}]")
        assert field.count(), f"no {name} at {self.page.url}: {self.page.locator('body').inner_text()[:600]}"
        kind = field.first.evaluate("field => field.type")
        if kind in {"radio", "checkbox"}:
            self.page.locator(f"[name={name}][value='{value}']" if value is not True else f"[name={name}]").check()
        elif kind.startswith("select"):
            field.select_option(label=value)
        else:
            field.fill(str(value))

    def choose(self, **fields):
        """Find records by words and choose the only match, without a script."""
        for name, words in fields.items():
            self.page.locator(f"[name={name}_words]").fill(words)
            self.page.locator(f"button[name=find][value={name}]").click()
            assert self.page.locator(f"[name={name}]:checked").count() == 1, f"nothing found for {words}"
        return self

    def press(self, label):
        self.page.get_by_role("button", name=label, exact=True).first.click()
        return self

    def follow(self, label):
        self.page.get_by_role("link", name=label, exact=True).first.click()
        return self

    def sees(self, *words):
        for each in words:
            expect(self.page.locator("main")).to_contain_text(re.compile(re.escape(each)))
        return self

    def problems(self):
        """What the page says must be mended, for a message that helps."""
        return self.page.locator(".govuk-error-summary").all_inner_texts()
