"""The catalogue of the invented Jialing University, with dates relative to the day it is made."""

import csv
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Agreement
from applications.models import (
    AdmissionType,
    Department,
    DocumentRequirement,
    FundingCategory,
    Guidelines,
    Intake,
    Major,
    Offering,
    Programme,
    ResearchArea,
)
from notifications.models import Announcement
from payments.models import BankAccount
from portal.models import SiteProfile

DATA = Path(__file__).parent / "data"
BEIJING = ZoneInfo("Asia/Shanghai")
NINE = time(9)


def make_catalogue(today: date) -> None:
    """Write the site's profile, texts, programmes and intakes.  Run twice, it updates by code."""
    _make_site()
    _make_texts(today)
    for model, name in (
        (Department, "departments"),
        (AdmissionType, "admission_types"),
        (FundingCategory, "funding_categories"),
    ):
        for position, row in enumerate(_rows(name)):
            _put(model, row, position=position)
    for position, row in enumerate(_rows("programmes")):
        _make_programme(row, position)
    for row in _rows("intakes"):
        _make_intake(row, today)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _text(name: str) -> str:
    return (DATA / f"{name}.txt").read_text(encoding="utf-8").strip()


def _put(model: Any, row: dict[str, Any], **more: Any) -> Any:
    values = {**row, **more}
    return model.objects.update_or_create(code=values.pop("code"), defaults=values)[0]


def _make_site() -> None:
    SiteProfile(
        name_en="Jialing University",
        name_zh="嘉陵大学",
        seal="嘉陵",
        office_en="Admissions Office, School of International Education",
        office_zh="国际教育学院招生办公室",
        email="admissions@jialing.example",
        phone="+86 23 6500 0000",
    ).save()
    BankAccount(
        pk=1,
        is_offered=True,
        holder_en="Jialing University",
        holder_zh="嘉陵大学",
        number="0000 0000 0000 0000 000",
        bank_en="Bank of Examples, Chongqing Beibei Branch",
        bank_zh="示例银行重庆北碚支行",
        swift="EXAMCNBJ",
        advice_en="Ask your bank to charge all costs to you (OUR), or less than the fee arrives.",
        advice_zh="跨境汇款请选择手续费由汇款人承担（OUR），否则到账金额会少于报名费。",
    ).save()


def _make_texts(today: date) -> None:
    published = _beijing(today - timedelta(days=200))
    for model, name in ((Guidelines, "guidelines"), (Agreement, "agreement")):
        texts = {f"text_{language}": _text(f"{name}.{language}") for language in ("en", "zh")}
        model.objects.update_or_create(version=1, defaults={**texts, "published_at": published})
    for row in _rows("announcements"):
        day = today - timedelta(days=int(row.pop("days_ago")))
        Announcement.objects.update_or_create(
            title_en=row.pop("title_en"), defaults={**row, "published_at": _beijing(day, NINE)}
        )


def _make_programme(row: dict[str, str], position: int) -> None:
    english, chinese = row.pop("areas_en"), row.pop("areas_zh")
    programme = _put(
        Programme,
        {
            "code": row["code"],
            "name_en": row["name_en"],
            "name_zh": row["name_zh"],
            "years": row["years"],
            "teaching_language": row["language"],
            "tuition_fen": int(row["tuition_yuan"]) * 100,
            "department": Department.objects.get(code=row["department"]),
            "admission_type": AdmissionType.objects.get(code=row["admission_type"]),
            "major": _major(row),
        },
        position=position,
    )
    for area_en, area_zh in zip(_words(english), _words(chinese), strict=True):
        ResearchArea.objects.update_or_create(
            programme=programme, name_en=area_en, defaults={"name_zh": area_zh}
        )


def _major(row: dict[str, str]) -> Major:
    """Programmes of the same field share a major, whatever their language and level."""
    name_en = row["name_en"].split(" (")[0].removeprefix("Exchange: ")
    name_zh = row["name_zh"].split("（")[0].removeprefix("交流项目：")
    code = name_en.lower().replace(",", "").replace(" ", "-")[:40]
    return Major.objects.get_or_create(
        code=code, defaults={"name_en": name_en, "name_zh": name_zh}
    )[0]


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(";") if word.strip()]


def _make_intake(row: dict[str, str], today: date) -> None:
    autumn = (today + timedelta(days=288)).year
    spring = (today + timedelta(days=100)).year
    named = {
        key: value.format(spring=spring, autumn=autumn)
        for key, value in row.items()
        if key in ("code", "name_en", "name_zh")
    }
    intake = _put(
        Intake,
        {
            **named,
            "funding_category": FundingCategory.objects.get(code=row["funding_category"]),
            "admission_type": AdmissionType.objects.get(code=row["admission_type"]),
            "year": spring if "{spring}" in row["code"] else autumn,
            "opens_at": _beijing(today + timedelta(days=int(row["opens"]))),
            "closes_at": _beijing(today + timedelta(days=int(row["closes"])), time(23, 59)),
            "starts_on": today + timedelta(days=int(row["starts"])),
            "fee_fen": int(row["fee_yuan"]) * 100,
            "guide_en": _text("guide.en"),
            "guide_zh": _text("guide.zh"),
        },
    )
    for programme in Programme.objects.filter(admission_type=intake.admission_type):
        Offering.objects.get_or_create(intake=intake, programme=programme)
    _make_requirements(intake)


def _make_requirements(intake: Intake) -> None:
    kind = intake.admission_type.code
    for position, row in enumerate(_rows("documents")):
        required_for, asked_of = row.pop("required_for"), row.pop("asked_of")
        if kind in asked_of:
            DocumentRequirement.objects.update_or_create(
                intake=intake,
                code=row.pop("code"),
                defaults={
                    **row,
                    "wants_translation": bool(row["wants_translation"]),
                    "is_required": kind in required_for,
                    "position": position,
                },
            )


def _beijing(day: date, at: time = time.min) -> datetime:
    """An instant of this day in Beijing; its beginning unless said otherwise."""
    return datetime.combine(day, at, tzinfo=BEIJING)
