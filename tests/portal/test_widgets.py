"""Dates in boxes: what is posted, what is kept, what is said when it is no date."""

from datetime import date

import pytest
from django import forms
from django.utils import translation

from portal.fields import DateBoxesField, MonthField
from portal.widgets import DateBoxes, KeptSelect, MonthBoxes


class BirthForm(forms.Form):
    born = DateBoxesField()


class SchoolForm(forms.Form):
    since = MonthField()


def born(year, month, day):
    return {"born_year": year, "born_month": month, "born_day": day}


def test_date_boxes_make_an_iso_date():
    value = DateBoxes().value_from_datadict(born("2001", "5", "14"), {}, "born")

    assert value == "2001-05-14"


def test_date_boxes_keep_what_was_half_typed():
    value = DateBoxes().value_from_datadict(born("2001", "", " 14 "), {}, "born")

    assert value == "2001--14"
    assert DateBoxes().texts(value) == ["2001", "", " 14 "]


def test_date_boxes_show_a_stored_date_without_leading_zeros():
    assert DateBoxes().texts(date(2001, 5, 4)) == ["2001", "5", "4"]
    assert DateBoxes().texts(None) == ["", "", ""]


def test_date_boxes_left_empty_are_nothing():
    widget = DateBoxes()

    assert widget.value_from_datadict(born("", "", ""), {}, "born") is None
    assert widget.value_from_datadict({}, {}, "born") is None
    assert widget.value_omitted_from_data({}, {}, "born")
    assert not widget.value_omitted_from_data(born("", "", ""), {}, "born")


def test_date_boxes_take_a_whole_date_too():
    assert DateBoxes().value_from_datadict({"born": "2001-05-14"}, {}, "born") == "2001-05-14"


def test_date_boxes_are_redrawn_with_what_was_typed():
    html = str(BirthForm(born("2001", "2", "31"))["born"])

    assert 'name="born_year" id="id_born_year" value="2001"' in html
    assert 'name="born_month" id="id_born_month" value="2"' in html
    assert 'name="born_day" id="id_born_day" value="31"' in html
    assert "style=" not in html


def test_date_boxes_tell_a_browser_which_birthday_part_they_are():
    html = DateBoxes(is_birthday=True).render("born", None, {"id": "id_born"})

    assert 'autocomplete="bday-year"' in html


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (("2001", "2", "31"), "31 February does not exist."),
        (("2001", "2", "29"), "29 February 2001 does not exist."),
        (("2001", "5", ""), "Still missing: the day."),
        (("", "5", ""), "Still missing: the year and the day."),
        (("2001", "13", "1"), "The month is a number from 1 to 12."),
        (("2001", "12", "32"), "The day is a number from 1 to 31."),
        (("01", "5", "14"), "Write the year with four digits, for example 2001."),
        (("2001", "May", "14"), "Use digits only, for example 2001, 5 and 14."),
        (("", "", ""), "Write the date."),
    ],
)
def test_date_field_says_which_box_to_look_at(typed, sentence):
    assert BirthForm(born(*typed)).errors["born"] == [sentence]


def test_date_field_gives_a_date():
    form = BirthForm(born("2000", "2", "29"))

    assert form.is_valid()
    assert form.cleaned_data == {"born": date(2000, 2, 29)}


def test_month_boxes_are_stored_as_the_first_day():
    form = SchoolForm({"since_year": "2019", "since_month": "9"})

    assert form.is_valid()
    assert form.cleaned_data == {"since": date(2019, 9, 1)}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (("2019", ""), "Still missing: the month."),
        (("", "9"), "Still missing: the year."),
        (("19", "9"), "Write the year with four digits, for example 2001."),
        (("", ""), "Write the year and choose the month."),
    ],
)
def test_month_field_says_what_is_missing(typed, sentence):
    form = SchoolForm({"since_year": typed[0], "since_month": typed[1]})

    assert form.errors["since"] == [sentence]


def test_month_boxes_mark_the_chosen_month():
    html = MonthBoxes().render("since", "2019-09-01", {"id": "id_since"})

    assert '<option value="9" selected>September</option>' in html
    assert 'name="since_year" id="id_since_year" value="2019"' in html


def test_month_boxes_keep_a_month_without_a_year():
    html = MonthBoxes().render("since", "-9", {"id": "id_since"})

    assert '<option value="9" selected>' in html


def test_long_select_writes_its_entries_once_per_language():
    asked = []

    def countries():
        asked.append(translation.get_language())
        return [("NG", "Nigeria"), ("KE", "Kenya <b>")]

    first = KeptSelect(choices=countries, key="test").render("country", "NG", {"id": "id_country"})
    again = KeptSelect(choices=countries, key="test").render("country", "KE", {"id": "id_country"})

    assert asked == ["en"]
    assert '<option value="NG" selected>Nigeria</option>' in first
    assert '<option value="KE" selected>Kenya &lt;b&gt;</option>' in again
    assert again.count("selected") == 1
