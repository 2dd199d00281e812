"""Writing accepted answers into their typed tables."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import zip_longest
from typing import Any, cast

from django.db.models import Value

from applications.models import Application
from applications.wizard.forms import AskedOnce, StepForm


def put(application: Application, form: AskedOnce) -> None:
    """Write the one row of a step; questions that are not asked have their empty answer."""
    model_form = cast(StepForm, form)
    table = model_form.Meta.model.objects
    values = {name: getattr(model_form.instance, name) for name in type(model_form).base_fields}
    if not table.filter(application=application).update(**values):
        table.create(application=application, **values)


def put_rows(application: Application, tables: Mapping[Any, list[Any]]) -> None:
    """Bring tables of records to these: one look at all of them, then one write where it can be."""
    there = _keys(application, tables) if tables else {}
    for model, rows in tables.items():
        keys = sorted(there[model])
        for row, key in zip_longest(rows, keys[: len(rows)]):
            row.pk, row.application = key, application
        if rows:
            columns = model._meta.concrete_fields  # noqa: SLF001 Django's documented API
            model.objects.bulk_create(
                rows,
                update_conflicts=True,
                unique_fields=["pk"],
                update_fields=[column.name for column in columns if not column.primary_key],
            )
        if surplus := keys[len(rows) :]:
            model.objects.filter(pk__in=surplus).delete()


def _keys(application: Application, models: Iterable[Any]) -> defaultdict[Any, list[int]]:
    """Which records the application has in these tables, asked at once."""
    by_name = {model.__name__: model for model in models}
    first, *others = (
        model.objects.filter(application=application)
        .order_by()
        .annotate(table=Value(name))
        .values_list("table", "pk")
        for name, model in by_name.items()
    )
    found: defaultdict[Any, list[int]] = defaultdict(list)
    for name, key in first.union(*others, all=True):
        found[by_name[name]].append(key)
    return found
