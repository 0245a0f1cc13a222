import pytest

from partnerships.models import Area, ClientGroup, Service
from partnerships.register.engine.oscr import CLIENT_GROUPS
from partnerships.taxonomies.operations import load_areas, load_client_groups, load_services

pytestmark = pytest.mark.django_db


def test_a_fresh_database_gets_the_32_council_areas_with_their_codes():
    assert load_areas() == 32
    assert set(Area.objects.values_list("code", flat=True).filter(name__in=["Glasgow City", "Fife"])) == {
        "S12000049",
        "S12000047",
    }
    assert Area.objects.filter(code__regex=r"^S120000\d\d$").count() == 32


def test_a_second_start_adds_nothing_and_undoes_no_edit():
    added = (load_services(), load_client_groups(), load_areas())
    Service.objects.filter(code="befriending").update(name="Befriending and visiting")
    assert min(added) > 20
    assert (load_services(), load_client_groups(), load_areas()) == (0, 0, 0)
    assert Service.objects.get(code="befriending").name == "Befriending and visiting"


def test_a_name_somebody_added_before_is_not_added_again():
    Service.objects.create(name="befriending")
    load_services()
    assert Service.objects.filter(name__iexact="Befriending").count() == 1


def test_every_group_the_register_speaks_of_is_in_the_list():
    load_client_groups()
    assert set(CLIENT_GROUPS.values()) <= set(ClientGroup.objects.values_list("code", flat=True))
