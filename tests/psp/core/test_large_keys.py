from partnerships.models import Service
from tests.factories.organisations import ServiceFactory


def test_keys_larger_than_any_record_find_nothing(db):
    row = ServiceFactory()
    keys = [row.pk, 2**63, -(2**63) - 1, 10**400]
    assert list(Service.objects.filter(pk__in=keys)) == [row]
    assert not Service.objects.filter(pk__in=keys[1:]).exists()
    assert list(Service.objects.filter(pk__in=Service.objects.values("pk"))) == [row]
