"""The product's addresses with pages of refusal that are quick to make, for tests that ask thousands of addresses for their status."""

from django.http import HttpResponseForbidden, HttpResponseNotFound

from psp.urls import handler500, urlpatterns

__all__ = ["handler403", "handler404", "handler500", "urlpatterns"]


def handler403(_request, exception=None):
    return HttpResponseForbidden(str(exception or ""))


def handler404(_request, exception=None):
    return HttpResponseNotFound(str(exception or ""))
