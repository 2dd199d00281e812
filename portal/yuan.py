"""Amounts that are kept in fen, and typed and shown in yuan."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from portal.templatetags.ruxue import yuan


class YuanField(forms.DecimalField):
    """Shows and takes yuan (``800.00``); what it gives the model is fen (``80000``)."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("In yuan (CNY). 0 means that there is none."))
        kwargs.setdefault("min_value", Decimal(0))
        super().__init__(max_digits=9, decimal_places=2, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Fen from the model become yuan; what was typed stays as it was typed."""
        return (Decimal(value) / 100).quantize(Decimal("0.01")) if _is_fen(value) else value

    def clean(self, value: Any) -> Any:
        """Yuan as typed become fen."""
        amount = super().clean(value)
        return None if amount is None else int(amount * 100)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the amount is another one, however it is written."""
        return super().has_changed(self.prepare_value(initial), data)


def _is_fen(value: Any) -> bool:
    return isinstance(value, int)


class YuanAdmin(admin.ModelAdmin[models.Model]):
    """An admin page on which the columns of ``in_yuan`` are typed in yuan, under these labels."""

    in_yuan: ClassVar[dict[str, StrPromise]] = {}

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """The usual field, except for money."""
        if label := self.in_yuan.get(db_field.name):
            return YuanField(label=capfirst(label), initial=db_field.default)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class ShowsYuan:
    """A page or rows of the admin on which ``amount`` shows the column ``fen`` as ``¥800.00``."""

    @admin.display(description=_("amount"), ordering="fen")
    def amount(self, row: Any) -> str:
        """``¥800.00``."""
        return yuan(row.fen)
