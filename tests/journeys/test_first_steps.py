"""An administrator, an officer and a purchaser bring a partnership into being, through pages and mail alone."""

import re

import pytest

pytestmark = pytest.mark.browser
PASSWORD = "fourteen brown hens"


def sign_in(walker, address):
    walker.go("/account/login/").fill(login=address, password=PASSWORD).press("Sign in")
    return walker


def accept(product, walker, address):
    """Open the account an invitation in the post is for."""
    letter = product.mail_to(address)
    link = re.search(r"https?://\S+/invitations/accept/\S+", letter.get_body(("plain",)).get_content()).group()
    walker.go(re.sub(r"^https?://[^/]+", "", link)).fill(password=PASSWORD).press("Open your account")
    return sign_in(walker, address)


def test_an_empty_product_gets_its_first_partnership(product):
    ada, olivia, pat = (product.window(with_scripts=scripts) for scripts in (False, False, True))
    sign_in(ada, "ada@example.org")
    for name, kind in (("Kirkton Council", "council"), ("Good Company", "third_sector")):
        ada.go("/organisations/add/").fill(name=name, kind=kind).press("Add the organisation").sees(name)
    for name, role in (("Olivia Reid", "development_officer"), ("Pat Lennox", "council_purchaser")):
        address = f"{name.split()[0].lower()}@example.org"
        ada.go("/invitations/new/").fill(email=address, name=name, role=role).press("Send the invitation")
    accept(product, olivia, "olivia@example.org")
    accept(product, pat, "pat@example.org")

    olivia.go("/partnerships/start/").choose(lead_public="Kirkton", lead_third_sector="Good Company")
    olivia.fill(name="Kirkton Befriending", need="Older people in Kirkton are lonely.", planned_from="design")
    olivia.fill(on="4 January 2090").press("Start the partnership").sees("Kirkton Befriending")
    place = olivia.page.url
    olivia.go(f"{place}timeline/").sees("Pilot", "Tender")
    # The purchaser has no role in it yet: for Pat it is not there.
    assert pat.page.goto(place).status == 404
    olivia.go(f"{place}people/add/").choose(person="Pat").fill(role="purchaser").press("Add the person").sees(
        "Pat Lennox"
    )
    pat.go(place).sees("Kirkton Befriending")
