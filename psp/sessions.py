"""What a page asks about its session: how long it still lasts, and the token to send its forms with after signing in again."""

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from psp.core.access import Public
from psp.core.session_length import extend, seconds_left


@method_decorator(never_cache, name="dispatch")
class Session(Public, View):
    """Answers a script with JSON. Asking does not extend the session, sending does."""

    http_method_names = ["get", "post"]
    passive = True

    def get(self, request: HttpRequest) -> JsonResponse:
        person = request.user
        if not person.is_authenticated:
            return JsonResponse({"signed_in": False})
        answer = {"signed_in": True, "person": person.pk, "seconds": seconds_left(request), "token": get_token(request)}
        return JsonResponse(answer)

    def post(self, request: HttpRequest) -> JsonResponse:
        if request.user.is_authenticated:
            extend(request)
        return self.get(request)
