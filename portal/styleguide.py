"""Every base component in every state, with example data, to be looked at in both languages.

Only there while DEBUG is on.  The examples are written here in both languages, so that the
translators' catalogue stays free of them.
"""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from portal.bilingual import in_chinese
from portal.styleguide_form import TYPED, ExampleForm, say

_COLOURS = [
    "paper",
    "surface",
    "sunken",
    "ink",
    "ink-2",
    "line-2",
    "jade",
    "jade-soft",
    "ochre",
    "river",
    "cinnabar",
    "lamp",
]


_STATES = ("complete", "needs-change", "started", *["not-started"] * 4)


def _steps() -> list[dict[str, Any]]:
    titles = (
        ("Basic Information", "基本信息"),
        ("Study Plan", "学习计划"),
        ("Education & Employment", "教育与工作经历"),
        ("Additional Information", "附加信息"),
        ("Contact Information", "联系方式"),
        ("Upload Documents", "上传申请材料"),
        ("Pre-review", "预览核对"),
    )
    return [
        {
            "number": number,
            "title": say(*title),
            "short_title": say(*title),
            "url": "#steps",
            "state": state,
            "current": number == 3,
        }
        for number, (title, state) in enumerate(zip(titles, _STATES, strict=True), 1)
    ]


def _slots(now: datetime) -> list[dict[str, Any]]:
    hint = say("All four corners in the picture.", "四角须完整清晰。")
    file = {
        "size": "412 KB",
        "uploaded_at": now,
        "kind": "PDF",
        "preview_url": "#",
        "remove_url": "#",
    }
    kinds: tuple[tuple[str, str, list[dict[str, Any]]], ...] = (
        ("received", say("Passport, photo page", "护照资料页"), [{**file, "name": "passport.pdf"}]),
        (
            "uploading",
            say("Transcript of grades", "成绩单"),
            [
                {
                    "name": "transcript.pdf",
                    "kind": "PDF",
                    "percent": 62,
                    "loaded": "5.1",
                    "total": "8.2 MB",
                }
            ],
        ),
        (
            "refused",
            say("Highest degree certificate", "最高学历证书"),
            [
                {
                    "name": "degree_final.pdf",
                    "kind": "PDF",
                    "size": "14.6 MB",
                    "cause": say(
                        "This file is 14.6 MB. The limit is 10 MB.",
                        "该文件 14.6 MB，超过 10 MB 上限。",
                    ),
                    "fix": say("Send the pages as separate files.", "可分页上传。"),
                }
            ],
        ),
        ("missing", say("Physical examination form", "体检表"), []),
        ("locked", say("Study plan, signed", "学习计划（签字）"), [{**file, "name": "plan.pdf"}]),
    )
    return [
        {
            "key": state,
            "title": title,
            "hint": hint,
            "state": state,
            "drawing": "passport" if state == "received" else "",
            "areas": [{"input_name": f"file-{state}", "files": files}],
            "locked_since": now if state == "locked" else None,
        }
        for state, title, files in kinds
    ]


def _timeline() -> list[dict[str, str]]:
    return [
        {"title": say("Submitted", "已提交"), "note": "1 February 2027, 23:57", "state": "done"},
        {"title": say("Fee paid, ¥800.00", "已缴费 ¥800.00"), "note": "2 Feb", "state": "done"},
        {
            "title": say("With you: two changes", "等待您修改 2 处"),
            "note": "22 Feb",
            "state": "now-you",
        },
        {
            "title": say("Read again", "再次审核"),
            "note": say("5 days", "约 5 天"),
            "state": "ahead",
        },
    ]


def _photos() -> list[dict[str, Any]]:
    picture = (
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 3 4'%3E"
        "%3Crect width='3' height='4' fill='%23B3372F'/%3E%3C/svg%3E"
    )
    return [
        {"state": "empty"},
        {
            "state": "accepted",
            "url": picture.replace("B3372F", "438EDB"),
            "sentence": say("Accepted, blue background", "已通过，蓝色背景"),
        },
        {
            "state": "refused",
            "url": picture,
            "colour": "#B3372F",
            "drawing": {
                "box": "0 0 300 400",
                "zones": [
                    {"points": "8,8 68,8 8,80", "x": 28, "y": 28, "failed": True},
                    {"points": "292,8 232,8 292,80", "x": 272, "y": 28, "failed": True},
                    {"points": "96,8 204,8 204,38 96,38", "failed": False},
                ],
            },
            "offers": [
                ("left", say("Turn left", "左转")),
                ("cut", say("Cut to 3:4", "裁剪为 3:4")),
            ],
            "may_ask": True,
            "sentence": say(
                "The background looks red. It must be plain white or plain blue.",
                "背景为红色。背景必须为纯白色或纯蓝色。",
            ),
            "advice": say(
                "Only the dashed zones are judged, never your face.",
                "系统只检查虚线区域，不判断面部。",
            ),
        },
    ]


def styleguide(request: HttpRequest) -> HttpResponse:
    """The page."""
    now = datetime(2027, 2, 1, 15, 57, tzinfo=UTC)
    form = ExampleForm(data=TYPED, initial={"passport_number": "A01234567"})
    context = {
        "zh": in_chinese(),
        "colours": _COLOURS,
        "form": form,
        "step_bar": _steps(),
        "slots": _slots(now),
        "photos": _photos(),
        "photo_rules": [
            say("Head and shoulders, no hat", "正面免冠，露双肩"),
            say("Taken in the last six months", "近六个月内拍摄"),
        ],
        "timeline": _timeline(),
        "facts": [
            SimpleNamespace(label=say("Surname", "姓"), value="OKONKWO"),
            SimpleNamespace(
                label=say("Valid until", "有效期至"),
                value="1 December 2027",
                note=say("Too short, see above", "有效期不足，见上"),
                wrong=True,
            ),
        ],
        "blockers": [
            {
                "label": say("Passport: valid until", "护照有效期"),
                "url": "#fields",
                "reason": say("It must last until 1 March 2028.", "须至少有效至2028年3月1日。"),
                "step": 1,
            },
            {
                "label": say("Physical examination form", "体检表"),
                "url": "#files",
                "reason": say("No file yet.", "尚未上传。"),
                "step": 6,
            },
        ],
        "reader": SimpleNamespace(time_zone="Africa/Lagos"),
        "deadline": timezone.now() + timedelta(days=27),
        "saved_at": now,
        "page": Paginator(range(95), 20).page(2),
        "day": date(2027, 3, 15),
    }
    return render(request, "portal/styleguide.html", context)
