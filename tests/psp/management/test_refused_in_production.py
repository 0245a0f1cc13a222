import pytest
from django.core.management import CommandError, call_command

from partnerships.models import User


@pytest.mark.parametrize("command", ["seed_demo", "seed_large"])
def test_fictional_data_is_refused_in_production_whatever_the_demo_mode(db, settings, command):
    settings.PRODUCTION, settings.DEMO_MODE = True, True
    with pytest.raises(CommandError, match="production"):
        call_command(command)
    assert not User.objects.exists()
