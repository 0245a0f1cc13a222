"""Pages for one person alone are kept by no browser and no proxy, and what is refused is logged."""

import structlog
from django.http import HttpRequest, HttpResponse

from psp.core.middleware import GetResponse, route_of

log = structlog.stdlib.get_logger(__name__)
# Parts of addresses that open something by themselves.
SECRET_PARTS = frozenset({"secret", "key", "uidb36"})
REFUSALS = frozenset({403, 429})


class PrivatePagesMiddleware:
    """Mark every answer to somebody signed in, and every page behind a secret link, as not to be stored.

    A refusal (403) or lockout (429) is logged by route and person, so that repeated attempts can be seen.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        person_id = person_of(request)
        is_private = person_id is not None or has_secret_address(request)
        if is_private and "no-store" not in response.get("Cache-Control", ""):
            response["Cache-Control"] = "private, no-store"
        if response.status_code in REFUSALS:
            log.warning("refused", route=route_of(request), status=response.status_code, user_id=person_id)
        return response


def person_of(request: HttpRequest) -> int | None:
    """Return the id of the person signed in; None for nobody, and where nothing asked for the session yet."""
    session = getattr(request, "session", None)
    if session is None or not session.accessed or not request.user.is_authenticated:
        return None
    return request.user.pk


def has_secret_address(request: HttpRequest) -> bool:
    """Say whether the address itself opens the page."""
    match = request.resolver_match
    return bool(match and SECRET_PARTS & match.kwargs.keys())
