"""Where a form leads to once it is carried out, as the page it was opened from asked."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def onward_of(request: HttpRequest) -> str:
    """Return the address of this site that the form's ``next`` names, "" where it names none that can be led to."""
    onward = request.POST.get("next", "")
    is_safe = onward.startswith("/") and onward.isprintable()
    return onward if is_safe and url_has_allowed_host_and_scheme(onward, {request.get_host()}) else ""
