"""What is held on a person.  Every app says its part in a module of this name, found by name.

Such a module has three functions: ``held``, ``parting`` and ``erase``.
"""

import json
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import IO, Any, Protocol, cast

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.db.models.fields.files import FieldFile
from django.utils.module_loading import module_has_submodule

from portal.downloads import plain_name

_MODULE = "personal_data"
_IN_MEMORY = 2 * 1024 * 1024  # bytes; a bigger archive is written to disk
# Numbers and names that mean something to the machine only.
_INNER = frozenset({"id", "key", "file"})


@dataclass(frozen=True)
class HeldFile:
    """A file, and the path under which the archive shows it."""

    path: str
    file: FieldFile


@dataclass(frozen=True)
class Held:
    """What one app holds: rows as JSON can say them, and files."""

    rows: Any
    files: Sequence[HeldFile] = ()


class Keeper(Protocol):
    """The module of one app."""

    def held(self, person: Any) -> Held:
        """Everything on this person that is theirs to read."""

    def parting(self, person: Any) -> Sequence[str]:
        """What closing the account does here, in sentences for this person."""

    def erase(self, person: Any) -> None:
        """Remove what need not be kept.  Safe to call again."""


def keepers() -> Iterator[tuple[str, Keeper]]:
    """The apps that hold something, from the top of the house down."""
    for config in apps.get_app_configs():
        name = f"{config.name}.{_MODULE}"
        if name != __name__ and module_has_submodule(config.module, _MODULE):
            yield config.label, cast(Keeper, import_module(name))


def parting(person: AbstractBaseUser) -> list[str]:
    """What closing the account does, app by app."""
    return [sentence for _label, keeper in keepers() for sentence in keeper.parting(person)]


def erase(person: AbstractBaseUser) -> None:
    """Let every app remove what it need not keep.  Wants a transaction."""
    for _label, keeper in keepers():
        keeper.erase(person)


def archive(person: AbstractBaseUser) -> IO[bytes]:
    """A ZIP of everything held on a person: one JSON file an app, and the files."""
    kept = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 the caller sends it
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as bundle:
        for label, keeper in keepers():
            held = keeper.held(person)
            bundle.writestr(f"{label}.json", _as_json(held.rows))
            for each in held.files:
                _add(bundle, each)
    kept.seek(0)
    return kept


def row(instance: Model, *without: str) -> dict[str, Any]:
    """The columns of a row by name.  What it points to is left out, and so is ``without``."""
    return {
        field.name: field.value_from_object(instance)
        for field in instance._meta.concrete_fields  # noqa: SLF001 Django's documented API
        if not field.is_relation and field.name not in _INNER and field.name not in without
    }


def _as_json(rows: Any) -> str:
    return json.dumps(rows, cls=_Encoder, ensure_ascii=False, indent=2)


def _add(bundle: zipfile.ZipFile, each: HeldFile) -> None:
    """A file that is missing does not keep the others from their owner."""
    folder, _slash, name = each.path.rpartition("/")
    path = f"files/{folder}/{plain_name(name)}"
    try:
        source = each.file.storage.open(each.file.name or "")
    except FileNotFoundError:
        bundle.writestr(f"{path}.missing.txt", "This file could not be found.\n")
        return
    with source, bundle.open(path, "w") as target:
        for chunk in source.chunks():
            target.write(chunk)


class _Encoder(DjangoJSONEncoder):
    """Countries and telephone numbers as their text."""

    def default(self, o: Any) -> Any:
        """What JSON has no sign for."""
        try:
            return super().default(o)
        except TypeError:
            return str(o)
