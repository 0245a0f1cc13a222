from decimal import Decimal


def test_x(wheels):
    wheels.refresh_from_db()
    assert wheels.figures["total_present_value"] == "81741.93"
    assert wheels.ratio == Decimal("1.9290")
