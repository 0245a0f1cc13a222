import os

from django.core.asgi import get_asgi_application

from psp.core.schema import refuse_mismatch

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "psp.settings")

application = get_asgi_application()
refuse_mismatch()
