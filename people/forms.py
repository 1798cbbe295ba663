"""What a person types to sign in and to choose a password."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms

from core.web.crispy import helper


LENGTH_HINT = "At least 12 characters. Three random words are easy to remember."


class _HouseForm(forms.Form):
    """Plain labels, no placeholders, our own layout."""

    labels: dict[str, str] = {}
    hints: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
        self.helper = helper()


class CodeRequestForm(_HouseForm, allauth_forms.RequestLoginCodeForm):  # type: ignore[misc] # allauth has no types
    labels = {"email": "Email address"}
    hints = {"email": "The address to which your letters and packs are sent."}


class CodeForm(_HouseForm, allauth_forms.ConfirmLoginCodeForm):  # type: ignore[misc] # allauth has no types
    labels = {"code": "Sign-in code"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Codes hold letters as well: no numeric keyboard, no autocorrection.
        self.fields["code"].widget.attrs.update(
            autocapitalize="characters", autocorrect="off", spellcheck="false"
        )


class PasswordSignInForm(_HouseForm, allauth_forms.LoginForm):  # type: ignore[misc] # allauth has no types
    labels = {
        "login": "Email address",
        "password": "Password",
        "remember": "Keep me signed in on this device for two weeks",
    }


class PasswordChangeForm(_HouseForm, allauth_forms.ChangePasswordForm):  # type: ignore[misc] # allauth has no types
    labels = {
        "oldpassword": "Your password now",
        "password1": "New password",
        "password2": "New password again",
    }
    hints = {"password1": LENGTH_HINT}


class PasswordSetForm(_HouseForm, allauth_forms.SetPasswordForm):  # type: ignore[misc] # allauth has no types
    labels = {"password1": "Password", "password2": "Password again"}
    hints = {"password1": LENGTH_HINT}


class PasswordForgottenForm(_HouseForm, allauth_forms.ResetPasswordForm):  # type: ignore[misc] # allauth has no types
    labels = {"email": "Email address"}


class PasswordFromMailForm(_HouseForm, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc] # allauth has no types
    labels = {"password1": "New password", "password2": "New password again"}
    hints = {"password1": LENGTH_HINT}
