import os

from django.core.asgi import get_asgi_application

from psp.starting import refuse_to_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "psp.settings")

application = get_asgi_application()
refuse_to_start()
