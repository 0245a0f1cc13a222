import os

from django.core.wsgi import get_wsgi_application

from psp.core.schema import refuse_mismatch

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "psp.settings")

application = get_wsgi_application()
refuse_mismatch()
