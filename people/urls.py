"""Addresses of this room: sign-in through allauth, under our own addresses.

Only the pages of allauth that we use are here; it reverses their names itself, so they
carry no namespace.
"""

from __future__ import annotations

from allauth.account import views as allauth_views
from django.urls import URLPattern, URLResolver, include, path, re_path

from people import forms
from people.views import account


code_request = allauth_views.RequestLoginCodeView.as_view(
    form_class=forms.CodeRequestForm
)

sign_in = [
    # One page under two names: the house asks for the first, allauth for the second.
    path("sign-in/", code_request, name="account_login"),
    path("sign-in/", code_request, name="account_request_login_code"),
    path(
        "sign-in/code/",
        allauth_views.ConfirmLoginCodeView.as_view(form_class=forms.CodeForm),
        name="account_confirm_login_code",
    ),
    path("sign-in/no-access/", allauth_views.signup, name="account_signup"),
    path("sign-in/ended/", allauth_views.account_inactive, name="account_inactive"),
    path("sign-out/", allauth_views.logout, name="account_logout"),
    path(
        "password/change/",
        allauth_views.PasswordChangeView.as_view(form_class=forms.PasswordChangeForm),
        name="account_change_password",
    ),
    path(
        "password/set/",
        allauth_views.PasswordSetView.as_view(form_class=forms.PasswordSetForm),
        name="account_set_password",
    ),
    path(
        "password/forgotten/",
        allauth_views.PasswordResetView.as_view(form_class=forms.PasswordForgottenForm),
        name="account_reset_password",
    ),
    path(
        "password/forgotten/sent/",
        allauth_views.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth_views.PasswordResetFromKeyView.as_view(
            form_class=forms.PasswordFromMailForm
        ),
        name="account_reset_password_from_key",
    ),
    path(
        "password/new/done/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("account/sessions/", account.sessions, name="usersessions_list"),
]

own = [
    path(
        "sign-in/password/",
        allauth_views.LoginView.as_view(form_class=forms.PasswordSignInForm),
        name="sign_in_with_password",
    ),
    path("account/", account.account, name="account"),
    path(
        "account/sign-out-everywhere/",
        account.sign_out_everywhere,
        name="sign_out_everywhere",
    ),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *sign_in,
    path("", include((own, "people"))),
]
