"""Sign in, sign out, password. The login library's other pages (sign-up, mail) do not exist here."""

from django.urls import path

from yifa.site import accounts

urlpatterns = [
    path("login/", accounts.Door.as_view(), name="account_login"),
    path("logout/", accounts.Leave.as_view(), name="account_logout"),
    path("password/change/", accounts.Password.as_view(), name="account_change_password"),
    path("inactive/", accounts.inactive, name="account_inactive"),
    *(
        path(route, accounts.no_mail, name=name)
        for route, name in (
            ("help/", "account_reset_password"),
            ("signup/", "account_signup"),
            ("password/reset/", "account_reset_password_done"),
            ("password/set/", "account_set_password"),
            ("email/", "account_email"),
            ("confirm-email/", "account_email_verification_sent"),
            ("reauthenticate/", "account_reauthenticate"),
        )
    ),
]
