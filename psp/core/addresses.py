"""What no address and no cookie of ours holds: numbers beyond any record's, and zero bytes, which databases refuse in a text."""

import re
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from psp.core.middleware import GetResponse

# The largest key of a record (BigAutoField).
LARGEST_KEY = 2**63 - 1
ZERO = "\x00"
WRITTEN_ZERO = re.compile(r"%00|\x00")


class AddressMiddleware:
    """Leave zero bytes out of the query and the cookies, and find nothing under a path no record can have."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if WRITTEN_ZERO.search(query):
            request.META["QUERY_STRING"] = WRITTEN_ZERO.sub("", query)
        # Within quotation marks a cookie can write any byte.
        for name in [name for name, value in request.COOKIES.items() if ZERO in value]:
            del request.COOKIES[name]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Callable[..., HttpResponse], _args: Any, kwargs: Any) -> None:
        for value in kwargs.values():
            if (isinstance(value, int) and value > LARGEST_KEY) or (isinstance(value, str) and ZERO in value):
                raise Http404
