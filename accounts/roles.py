"""The roles of the office and what each may do.  Permissions of other apps are named as strings."""

from enum import StrEnum
from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.models import Group, Permission


class Role(StrEnum):
    """The groups this product relies on."""

    OFFICER = "Admissions officer"
    DEPARTMENT_READER = "Department reader"
    FINANCE = "Finance"
    ADMINISTRATOR = "Administrator"


_ANNOUNCE = ("add", "change", "view")
_READ = ("applications.view_application",)
_CATALOGUE_MODELS = (
    "applications.fundingcategory",
    "applications.admissiontype",
    "applications.department",
    "applications.major",
    "applications.researcharea",
    "applications.programme",
    "applications.intake",
    "applications.offering",
    "applications.documentrequirement",
    "applications.guidelines",
    "applications.departmentreader",
    "accounts.agreement",
    "portal.siteprofile",
)


def _on(model: str, *actions: str) -> tuple[str, ...]:
    app, name = model.split(".")
    return tuple(f"{app}.{action}_{name}" for action in actions)


PERMISSIONS: dict[Role, tuple[str, ...]] = {
    Role.OFFICER: (
        *_READ,
        "applications.review_application",
        "applications.export_application",
        *_on("notifications.announcement", *_ANNOUNCE),
        *(_p for model in _CATALOGUE_MODELS[:10] for _p in _on(model, "view")),
    ),
    Role.DEPARTMENT_READER: _READ,
    Role.FINANCE: (
        *(
            _p
            for model in (
                "payments.bill",
                "payments.payment",
                "payments.callback",
                "payments.refund",
                "payments.remittance",
                "payments.bankaccount",
                "payments.statement",
                "payments.difference",
            )
            for _p in _on(model, "view")
        ),
        "payments.confirm_remittance",
        "payments.waive_bill",
        "payments.refund_payment",
        "payments.solve_difference",
    ),
    Role.ADMINISTRATOR: (
        *_READ,
        "applications.review_application",
        "applications.export_application",
        "applications.reopen_application",
        *(
            _p
            for model in _CATALOGUE_MODELS
            for _p in _on(model, "add", "change", "delete", "view")
        ),
        *_on("payments.bankaccount", "add", "change", "view"),
        *_on("accounts.user", "view", "change"),
        *_on("notifications.announcement", *_ANNOUNCE, "delete"),
        *(
            _p
            for model in (
                "payments.bill",
                "payments.payment",
                "payments.callback",
                "payments.refund",
                "payments.remittance",
                "payments.statement",
                "payments.difference",
                "notifications.mail",
                "notifications.inboxitem",
            )
            for _p in _on(model, "view")
        ),
    ),
}


def sync_roles(sender: AppConfig, **kwargs: Any) -> None:
    """Give every role the permissions that exist by now.  Runs after each app's migrations."""
    if sender.label != _last_label():
        return
    codes = {code for codes in PERMISSIONS.values() for code in codes}
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
        if f"{permission.content_type.app_label}.{permission.codename}" in codes
    }
    for role, wanted in PERMISSIONS.items():
        group, _created = Group.objects.get_or_create(name=role.value)
        group.permissions.set([known[code] for code in wanted if code in known])


def _last_label() -> str:
    """The app with models whose permissions are created last."""
    return [config.label for config in apps.get_app_configs() if config.models_module][-1]
