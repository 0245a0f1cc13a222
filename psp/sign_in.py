"""How allauth signs people in here: accounts come by invitation, and mail goes through the product's own queue."""

from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.stagekit import clear_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sites.shortcuts import get_current_site
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partnerships.mail.operations import Draft, queue_drafts
from partnerships.people.engine import is_guessable
from psp.core import second_factors
from psp.core.mail import ACCOUNT, Letter, one_line, tidy
from psp.core.nearby import is_demo_here
from psp.sign_in_log import id_of

log = structlog.stdlib.get_logger(__name__)


class SignInBackend(AuthenticationBackend):
    """Outside demo mode nobody is a demonstration person, not even in a session that was open before."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Django asks this whenever it reads who a session belongs to."""
        is_open: bool = super().user_can_authenticate(user)
        return is_open and _may_be(user)

    def get_all_permissions(self, user: Any, obj: Any = None) -> set[str]:
        """Grant none of Django's own permissions: the rules of the product say who may what."""
        return set()


def _may_be(person: Any) -> bool:
    return bool(settings.DEMO_MODE) or not person.is_demo


class GuessablePasswordValidator:
    """Refuses the passwords people reach for when something long is asked of them."""

    def validate(self, password: str, user: Any = None) -> None:
        if is_guessable(password):
            raise ValidationError(self.get_help_text(), code="password_guessable")

    def get_help_text(self) -> str:
        return gettext(
            "Choose unrelated words: common words with years, repetitions and rows of keys are guessed first."
        )


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("Check the e-mail address and password: together they match no account"),
        "enter_current_password": _("Enter the password you use now"),
        "incorrect_password": _("Enter the password of your account"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves: an invitation opens the account."""
        return False

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> Any:
        """Refuse demonstration people except in demo mode on this machine, by every way to sign in: their password is public."""
        if user.is_demo and not is_demo_here(request):
            clear_login(request)
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Log that an account or address is locked for having tried too often."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            log.warning("sign_in_locked", user_id=id_of(credentials.get("email") or ""))
            raise

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        user.email = form.cleaned_data["email"]
        user.set_password(form.cleaned_data["password1"])
        if commit:
            user.save()
        return user

    def format_email_subject(self, subject: str) -> str:
        """Leave the site's name out: the sender says it."""
        return one_line(str(subject))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue what allauth wants to send. All of it is private: most of it holds a link that opens the account."""
        about = {"request": self.request, "email": email, "current_site": get_current_site(self.request)}
        message = self.render_mail(template_prefix, email, about | context)
        html = render_to_string("emails/account.html", {"subject": message.subject, "said": message.body})
        person = get_user_model()._default_manager.filter(email__iexact=email).first()
        draft = Draft(
            letter=Letter(str(message.subject), tidy(str(message.body)), html),
            address=email,
            kind=ACCOUNT,
            person_id=person.pk if person else None,
            is_private=True,
        )
        queue_drafts([draft], at=timezone.now())


class SecondFactorAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return second_factors.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return second_factors.decrypt(encrypted_text)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Single sign-on signs in the people who have an account; it makes none.

        Where the provider did not confirm the address, the page says so and how to connect the two. It says the same to
        people without an account.
        """
        if not any(address.verified for address in sociallogin.email_addresses):
            context = {"provider": sociallogin.provider.name}
            raise ImmediateHttpResponse(render(request, "socialaccount/address_not_confirmed.html", context))
        return False
