from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partnerships.contacts.operations import add_contact
from partnerships.models import Organisation
from partnerships.organisations.operations import edit_organisation
from tests.conftest import NOON
from tests.factories.organisations import (
    AreaFactory,
    ContactFactory,
    DepartmentFactory,
    IncomeYearFactory,
    OrganisationFactory,
    ServiceFactory,
)
from tests.factories.partnerships import MemberFactory, PartnershipFactory
from tests.factories.people import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


def page_of(client, organisation):
    answer = client.get(organisation.get_absolute_url())
    assert answer.status_code == 200
    return answer


def test_a_purchaser_reads_what_it_does_for_whom_and_how_large_it_is(signed_in, pat):
    row = OrganisationFactory(
        name="Kirkton Visitors",
        about="Visits people.",
        strengths="Quality mark",
        identity_statement="Its own board",
        charity_number="SC012345",
        company_number="SC123456",
        website="https://example.org",
        size_band="medium",
        register_checked_on=date(2026, 5, 1),
        is_supported_business=True,
    )
    row.services.add(ServiceFactory(name="Befriending"))
    row.areas.add(AreaFactory(name="Fife"))
    IncomeYearFactory(organisation=row, year_end=date(2026, 3, 31))
    page = page_of(signed_in(pat), row).content.decode()
    for words in (
        "Visits people.",
        "Quality mark",
        "Its own board",
        "Befriending",
        "Fife",
        "£100,000 came in during the year to 31 March 2026",
        "30% of it came from grants.",
        'href="https://www.oscr.org.uk/about-charities/search-the-register/charity-details?number=SC012345"',
        'href="https://find-and-update.company-information.service.gov.uk/company/SC123456"',
        "Last checked against the charity register on 1 May 2026",
        "GB-SC-SC012345",
        "Supported business",
    ):
        assert words in page, words


def test_a_page_shows_only_partnerships_its_reader_sees(signed_in, partnership, charity, olivia, otto):
    hidden = PartnershipFactory(name="Elsewhere")
    MemberFactory(partnership=hidden, organisation=charity)
    seen = {
        person.name: [member.partnership.name for member in page_of(signed_in(person), charity).context["partnerships"]]
        for person in (olivia, otto)
    }
    assert seen == {"Olivia Reid": ["Elsewhere", "Kirkton Befriending"], "Otto Vane": []}


def test_a_councils_page_shows_what_it_purchases_to_those_who_see_it(signed_in, partnership, council, pat, otto):
    DepartmentFactory(organisation=council, name="Social Work")
    page = page_of(signed_in(pat), council)
    assert [row.name for row in page.context["purchases"]] == ["Kirkton Befriending"]
    words = page.content.decode()
    told = ["Who purchases what", "Social Work", "Who to ring", "it purchases from or takes part in"]
    assert sorted(told, key=words.index) == told
    assert [line for line in ("Not recorded<", "Income is not recorded", "Nobody has written") if line in words] == []
    assert page_of(signed_in(otto), council).context["purchases"] == []


def test_buttons_and_history_are_for_those_who_may_change_the_entry(signed_in, charity, ada, pat):
    add_contact(organisation=charity, name="Morag Bell", phone="01632 960001", by=ada, at=NOON)
    edit_organisation(organisation=charity, changes={"about": "Visits"}, expected_version=1, by=ada, at=NOON)
    page = page_of(signed_in(ada), charity)
    said = [(deed.who, deed.what, deed.about) for deed in page.context["changes"]]
    assert said == [("Ada Munro", "changed the entry", "what it does"), ("Ada Munro", "added a contact", "")]
    assert "Change this entry" in page.content.decode()
    page = page_of(signed_in(pat), charity)
    assert list(page.context["changes"]) == []
    assert "Change this entry" not in page.content.decode()


def test_where_people_and_the_register_differ_editors_see_both(signed_in, charity, ada, pat):
    Organisation.objects.filter(pk=charity.pk).update(
        register_values={"name": "GOOD CO", "website": "", "registered_on": "2010-04-01"}, edited_fields=["name"]
    )
    page = page_of(signed_in(ada), charity)
    assert page.context["kept"] == [("Name", "Good Company", "GOOD CO"), ("Registered", "", "1 April 2010")]
    assert page_of(signed_in(pat), charity).context["kept"] == []


def test_people_with_a_closed_account_are_not_shown(signed_in, charity, otto):
    MembershipFactory(organisation=charity, person=UserFactory(name="Gone Away", is_active=False))
    MembershipFactory(organisation=charity, person=UserFactory(name="Still Here"))
    page = page_of(signed_in(otto), charity).content.decode()
    assert ("Still Here" in page, "Gone Away" in page) == (True, False)


def test_a_vehicle_and_its_members_lead_to_one_another(signed_in, charity, otto):
    vehicle = OrganisationFactory(name="Together", kind="vehicle")
    vehicle.members.add(charity)
    client = signed_in(otto)
    assert f'href="{charity.get_absolute_url()}"' in page_of(client, vehicle).content.decode()
    assert f'href="{vehicle.get_absolute_url()}"' in page_of(client, charity).content.decode()


def test_a_page_takes_the_same_queries_for_one_of_each_and_three(signed_in, olivia, charity):
    client, counts = signed_in(olivia), []
    for more in (1, 2):
        for _ in range(more):
            department = DepartmentFactory(organisation=charity)
            ContactFactory(organisation=charity, department=department)
            MembershipFactory(organisation=charity, department=department)
            IncomeYearFactory(organisation=charity, year_end=date(2000 + charity.income_years.count(), 3, 31))
            charity.services.add(ServiceFactory())
            MemberFactory(partnership=PartnershipFactory(), organisation=charity)
            OrganisationFactory(kind="vehicle").members.add(charity)
        with CaptureQueriesContext(connection) as queries:
            page_of(client, charity)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_unknown_organisation_is_404(signed_in, otto):
    assert signed_in(otto).get("/organisations/99999999/").status_code == 404
