import pytest

from tests.factories.post_office import PostOffice


@pytest.fixture
def post_office(settings):
    """A mail server that answers, and settings that lead to it."""
    with PostOffice() as office:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
        yield office


@pytest.fixture
def nobody_answers(settings):
    """Settings that lead to a port where no mail server is."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
