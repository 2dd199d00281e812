"""The form of the style guide: one field of every kind, with right and wrong input."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from portal.bilingual import in_chinese
from portal.fields import DateBoxesField, MonthField
from portal.form_pack import ask_to_change
from portal.layout import Pair, Section
from portal.widgets import DateBoxes


def say(english: str, chinese: str) -> str:
    """An example sentence in the language of the page."""
    return chinese if in_chinese() else english


def _countries() -> list[tuple[str, str]]:
    return [("", ""), ("NG", say("Nigeria", "尼日利亚")), ("KE", say("Kenya", "肯尼亚"))]


def _genders() -> list[tuple[str, str]]:
    return [("F", say("Female", "女")), ("M", say("Male", "男"))]


def _payers() -> list[tuple[str, str]]:
    return [
        ("self", say("Myself or my family", "本人或家庭")),
        ("school", say("A scholarship of this university", "本校奖学金")),
        ("state", say("A scholarship of the Chinese government", "中国政府奖学金")),
        ("other", say("Someone else", "其他")),
    ]


class ExampleForm(forms.Form):
    """One field of every kind; the form is shown with wrong input."""

    surname = forms.CharField(max_length=60)
    given_names = forms.CharField(max_length=80)
    no_surname = forms.BooleanField(required=False)
    chinese_name = forms.CharField(max_length=20, required=False)
    date_of_birth = DateBoxesField(widget=DateBoxes(is_birthday=True))
    valid_until = DateBoxesField()
    passport_number = forms.CharField(max_length=20, disabled=True)
    email = forms.EmailField()
    nationality = forms.ChoiceField(choices=_countries)
    gender = forms.ChoiceField(choices=_genders, widget=forms.RadioSelect)
    funding = forms.MultipleChoiceField(
        choices=_payers, widget=forms.CheckboxSelectMultiple, required=False
    )
    started = MonthField()
    scan = forms.FileField(required=False, widget=forms.FileInput)
    plan = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}))
    accept = forms.BooleanField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        for name, (label, hint) in _words().items():
            self.fields[name].label, self.fields[name].help_text = label, hint
        words = say("the passport scan says 2030.", "护照扫描件上为2030年。")
        ask_to_change(self, "valid_until", words)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Section(
                say("Name", "姓名"),
                Pair("surname", "given_names"),
                "no_surname",
                "chinese_name",
                lead=say("As on the photo page, in the same letters.", "须与护照资料页完全一致。"),
            ),
            Section(
                say("Passport", "护照"),
                Pair("nationality", "passport_number"),
                "valid_until",
                "date_of_birth",
                "email",
            ),
            Section(
                say("About you", "个人情况"),
                "gender",
                "funding",
                "started",
                "scan",
                "plan",
                "accept",
            ),
        )


def _words() -> dict[str, tuple[str, str]]:
    return {
        "surname": (say("Surname", "姓"), ""),
        "given_names": (say("Given names", "名"), ""),
        "no_surname": (say("My passport shows no surname", "护照上没有姓"), ""),
        "chinese_name": (say("Chinese name", "中文姓名"), ""),
        "date_of_birth": (
            say("Date of birth", "出生日期"),
            say("As in the passport.", "与护照一致。"),
        ),
        "valid_until": (say("Valid until", "护照有效期至"), ""),
        "passport_number": (say("Passport number", "护照号码"), ""),
        "email": (
            say("E-mail", "电子邮箱"),
            say("Use an address you read often.", "请填写常用邮箱。"),
        ),
        "nationality": (say("Nationality", "国籍"), ""),
        "gender": (say("Gender", "性别"), ""),
        "funding": (say("Who pays for your study?", "经费来源"), ""),
        "started": (say("From", "开始"), ""),
        "scan": (
            say("Certificate", "证书"),
            say("PDF or JPG, up to 10 MB.", "PDF 或 JPG，不超过 10 MB。"),
        ),
        "plan": (say("Study plan", "学习计划"), say("At least 200 words.", "不少于 800 字。")),
        "accept": (say("I confirm that everything is true.", "我确认所填内容属实。"), ""),
    }


TYPED = {
    "surname": "OKONKWO",
    "given_names": "ADAEZE NGOZI",
    "date_of_birth_year": "2001",
    "date_of_birth_month": "2",
    "date_of_birth_day": "31",
    "valid_until_year": "2031",
    "valid_until_month": "8",
    "valid_until_day": "14",
    "email": "adaeze@mail",
    "nationality": "NG",
    "gender": "F",
    "funding": ["self"],
    "started_year": "2019",
    "started_month": "9",
    "plan": say("I grew up beside a river.", "我在河边长大。"),
}
