"""What stands in the application form: everything the office reads, in both languages."""

from dataclasses import asdict
from typing import Any

from applications.models import Application, StatusChange
from applications.printing.bilingual import Chapter, Line, chapters, words
from applications.printing.rows import laid_out
from applications.rules import DOCUMENTS
from applications.status import RESUBMIT
from applications.wizard import flow
from portal import times
from portal.models import SiteProfile

# On paper these steps are called by what is in them.
_TITLES = {
    DOCUMENTS: ("Documents", "申请材料"),
    flow.PRE_REVIEW.slug: ("Declaration", "申请人声明"),
}
TAUGHT_IN = {
    "zh": ("taught in Chinese", "中文授课"),
    "en": ("taught in English", "英文授课"),
    "bi": ("taught in Chinese and English", "中英文双语授课"),
}
_SUBMITTED, _SENT_BACK = ("Submitted", "提交"), ("Sent back", "修改后提交")


def form_facts(application: Application, sent: StatusChange | None) -> dict[str, Any]:
    """The whole form as it stands now; ``sent`` is the move that locked it, None in a draft."""
    return {
        **letterhead(),
        "reference": application.reference,
        "name": passport_name(application),
        "sent": _SENT_BACK if sent and sent.move == RESUBMIT.name else _SUBMITTED,
        "sent_at": f"{times.in_beijing(sent.at):%Y-%m-%d, %H:%M}" if sent else "",
        "about": [asdict(line) for line in _about(application)],
        "chapters": [_chapter(one) for one in chapters(application) if one.groups],
    }


def letterhead() -> dict[str, Any]:
    """The university as it stands above a paper."""
    site = SiteProfile.current()
    return {
        "university": (site.name_en, site.name_zh),
        "office": (site.office_en, site.office_zh),
        "seal": site.seal,
        "email": site.email,
        "phone": site.phone,
    }


def passport_name(application: Application) -> str:
    """``OKONKWO ADAEZE NGOZI``: in capitals and in the order of the passport."""
    basics = getattr(application, "basic_information", None)
    if basics is None:
        return str(application.applicant)
    return f"{basics.passport_surname} {basics.passport_given_names}".strip().upper()


def _about(application: Application) -> list[Line]:
    programme, intake = application.offering.programme, application.intake
    kind = words(lambda: intake.admission_type.name)
    language = TAUGHT_IN[programme.teaching_language]
    return [
        Line("programme", ("Programme", "专业"), words(lambda: programme.name)),
        Line("school", ("School", "院系"), words(lambda: programme.department.name)),
        Line(
            "type",
            ("Type", "类别"),
            (f"{kind[0]}, {language[0]}", f"{kind[1]}，{language[1]}"),
        ),
        Line("funding", ("Funding", "经费"), words(lambda: intake.funding_category.name)),
        Line("intake", ("Intake", "批次"), words(lambda: intake.name)),
    ]


def _chapter(chapter: Chapter) -> dict[str, Any]:
    return {
        "number": chapter.number,
        "title": _TITLES.get(chapter.slug, chapter.title),
        "parts": laid_out(chapter.groups, in_halves=chapter.slug == DOCUMENTS),
    }
