"""The forms of allauth: an address in the product's own word for it, and no secret in the clear."""

from typing import Any

from allauth.account.forms import AddEmailForm, LoginForm, ResetPasswordForm
from allauth.core import context
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, get_totp_secret
from django.utils.translation import gettext_lazy as _

from psp.core import second_factors
from psp.core.sealing import SealBroken

ADDRESS = _("E-mail address")


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = ADDRESS


class ForgottenPasswordForm(ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = ADDRESS


class NewAddressForm(AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = ADDRESS


class AuthenticatorAppForm(ActivateTOTPForm):
    """Keeps the secret of an app that is being set up encrypted in the session, which the database holds."""

    secret: str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            try:
                self.secret = second_factors.decrypt(self.secret)
            except SealBroken:
                self.secret = get_totp_secret(regenerate=True)
        context.request.session[SECRET_SESSION_KEY] = second_factors.encrypt(self.secret)
