import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "psp.settings")
django_application = get_asgi_application()

from psp.core.bodies import BoundedBodies  # noqa: E402  needs the settings
from psp.starting import refuse_to_start  # noqa: E402  needs the apps

application = BoundedBodies(django_application)
refuse_to_start()
