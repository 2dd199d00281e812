"""What a judged file changes in the catalogue, said in lines and written in a few queries."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import models, transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from applications.catalogue_file.files import Cells
from applications.catalogue_file.judging import Row
from applications.catalogue_file.rows import PROGRAMMES, TABLES, Code, Codes, Table
from applications.models import Intake, Offering, Programme, ResearchArea, kept

_FEN = 100
_AT_ONCE = 500  # rows a query
_ELSEWHERE = frozenset({"code", "areas_en", "areas_zh", "intakes"})


def put(rows: Mapping[str, list[Row]], *, dry_run: bool = False) -> list[str]:
    """Create and update; what was different, in lines.  All or nothing."""
    with transaction.atomic():
        lines = [line for name in rows for line in _put(TABLES[name], rows[name])]
        kept.forget()
        transaction.set_rollback(dry_run)
    return lines


def _put(table: Table, rows: list[Row]) -> Iterator[str]:
    model: Any = table.model
    linked = _linked(table)
    known: dict[str, Any] = {one.code: one for one in _all(table)}
    new, changed, names = list[Any](), list[Any](), set[str]()
    for row in rows:
        one, is_new = known.get(row["code"]), row["code"] not in known
        one = one or model(code=row["code"])
        changes = dict(_changes(one, row, linked, is_new=is_new))
        names |= changes.keys()
        if is_new:
            new.append(one)
            yield f"+ {_of(table, row)}: {row['name_en']}"
        elif changes:
            changed.append(one)
            yield from (f"~ {_of(table, row)}: {said}" for said in changes.values())
    _save(table, new, changed, names)
    if table is PROGRAMMES:
        programmes = {one.code: one for one in _all(table)}
        yield from _put_areas(rows, programmes)
        yield from _put_offerings(rows, programmes)


def _of(table: Table, row: Row) -> str:
    return row["code"] if table is PROGRAMMES else f"{table.name} {row['code']}"


def _all(table: Table) -> Any:
    found: Any = table.model._default_manager.order_by("pk")  # noqa: SLF001
    if table is not PROGRAMMES:
        return found
    return found.select_related("department", "major", "admission_type").prefetch_related(
        "research_areas", "offerings__intake"
    )


def _linked(table: Table) -> dict[str, dict[str, Any]]:
    """What the columns name that hold one code each."""
    return {
        name: {one.code: one for one in field.table._default_manager.all()}  # noqa: SLF001
        for name, field in table.row.base_fields.items()
        if isinstance(field, Code) and not isinstance(field, Codes)
    }


def _changes(
    one: Any, row: Row, linked: Mapping[str, Any], *, is_new: bool
) -> Iterator[tuple[str, str]]:
    """Take over what differs: the field, and what to say of it."""
    for column, told in row.items():
        if column in _ELSEWHERE or told is None:
            continue
        name, value = column, linked[column][told] if column in linked else told
        if column == "tuition_yuan":
            name, value = "tuition_fen", int(told * _FEN)
        before = None if is_new else getattr(one, name)
        if before != value:
            setattr(one, name, value)
            yield name, f"{name}: {_shown(before)} → {_shown(value)}"


def _shown(value: Any) -> str:
    return str(getattr(value, "code", value))


def _save(table: Table, new: list[Any], changed: list[Any], names: Iterable[str]) -> None:
    model: Any = table.model
    if table is PROGRAMMES:  # its history says who changed what
        bulk_create_with_history(new, Programme, batch_size=_AT_ONCE)
        if changed:
            bulk_update_with_history(changed, Programme, list(names), batch_size=_AT_ONCE)
        return
    model.objects.bulk_create(new, batch_size=_AT_ONCE)
    if changed:
        model.objects.bulk_update(changed, list(names), batch_size=_AT_ONCE)


def _put_areas(rows: list[Row], programmes: Mapping[str, Programme]) -> Iterator[str]:
    new, renamed, gone = list[ResearchArea](), list[ResearchArea](), list[int]()
    for row in rows:
        if "areas_en" not in row:
            continue
        programme = programmes[row["code"]]
        before = {area.name_en: area for area in programme.research_areas.all()}
        wanted = dict(zip(row["areas_en"], row["areas_zh"], strict=True))
        if wanted == {name: area.name_zh for name, area in before.items()}:
            continue
        yield f"~ {row['code']}: research areas: {'; '.join(before)} → {'; '.join(wanted)}"
        gone += [area.pk for name, area in before.items() if name not in wanted]
        for name_en, name_zh in wanted.items():
            area = before.get(name_en) or ResearchArea(programme=programme, name_en=name_en)
            area.name_zh = name_zh
            (renamed if area.pk else new).append(area)
    ResearchArea.objects.filter(pk__in=gone).delete()
    ResearchArea.objects.bulk_create(new, batch_size=_AT_ONCE)
    ResearchArea.objects.bulk_update(renamed, ["name_zh"], batch_size=_AT_ONCE)


def _put_offerings(rows: list[Row], programmes: Mapping[str, Programme]) -> Iterator[str]:
    intakes = {intake.code: intake for intake in Intake.objects.all()}
    new = []
    for row in rows:
        programme = programmes[row["code"]]
        offered = {offering.intake.code for offering in programme.offerings.all()}
        for code in row.get("intakes") or ():
            if code not in offered:
                new.append(Offering(programme=programme, intake=intakes[code]))
                yield f"~ {row['code']}: offered in {code}"
    Offering.objects.bulk_create(new, batch_size=_AT_ONCE)


def as_cells(table: Table) -> Cells:
    """A table of the catalogue as it is, in the form in which it is read."""
    rows = [list(table.columns)]
    rows += [[_cell(one, column) for column in table.columns] for one in _all(table)]
    return rows


def _cell(one: models.Model, column: str) -> str:
    if column == "tuition_yuan":
        return str(getattr(one, "tuition_fen") / _FEN)  # noqa: B009 - only a programme has it
    if column == "intakes":
        return "; ".join(offering.intake.code for offering in one.offerings.all())  # type: ignore[attr-defined]
    if column in ("areas_en", "areas_zh"):
        name = column.replace("areas", "name")
        return "; ".join(getattr(area, name) for area in one.research_areas.all())  # type: ignore[attr-defined]
    value = getattr(one, column)
    return _shown(value)
