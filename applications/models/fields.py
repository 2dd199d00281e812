"""Columns for answers that Django has no word for: a month, and a language."""

from typing import TypeVar

from django.db import models

# What is set and what is got; the type checker fills them in from null=… as it does for Django's.
_ST = TypeVar("_ST", contravariant=True)
_GT = TypeVar("_GT", covariant=True)


class MonthField(models.DateField[_ST, _GT]):
    """A month, kept as its first day."""


class LanguageField(models.CharField[_ST, _GT]):
    """A language by its ISO 639 code."""


class NameField(models.CharField[_ST, _GT]):
    """A name as the passport prints it: Latin letters, with or without marks."""
