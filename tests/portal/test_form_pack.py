"""The template pack: what stands around an input, in which order, and what names it."""

import re

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from crispy_forms.utils import render_crispy_form
from django import forms

from portal.fields import DateBoxesField
from portal.form_pack import ask_to_change, error_entries, star
from portal.layout import Pair, Section


class PassportForm(forms.Form):
    number = forms.CharField(max_length=20, help_text="As printed.")
    religion = forms.CharField(required=False)
    born = DateBoxesField(help_text="Year first.")
    gender = forms.ChoiceField(
        choices=[("F", "Female"), ("M", "Male <b>")], widget=forms.RadioSelect
    )
    country = forms.ChoiceField(choices=[("", ""), ("NG", "Nigeria"), ("Group", [("KE", "Kenya")])])
    accept = forms.BooleanField(label="I agree.", help_text="To all of it.")


def drawn(form, *fields):
    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(*(fields or form.fields))
    return render_crispy_form(form, helper)


def test_field_stands_in_the_order_label_hint_error_input():
    html = drawn(PassportForm({}), "number")

    label, hint = html.index("<label"), html.index('class="rx-hint"')
    error, box = html.index('class="rx-error"'), html.index("<input")
    assert label < hint < error < box


def test_field_names_hint_and_error_in_that_order():
    html = drawn(PassportForm({}), "number")

    assert 'aria-describedby="id_number_helptext id_number_error"' in html
    assert 'id="id_number_helptext"' in html
    assert 'id="id_number_error"' in html
    assert 'aria-invalid="true"' in html


def test_field_keeps_what_was_typed_and_escapes_it():
    html = drawn(PassportForm({"number": '"><b>'}), "number")

    assert 'value="&quot;&gt;&lt;b&gt;"' in html


def test_field_marks_what_is_required_and_what_is_optional():
    form = PassportForm()

    assert "rx-star" in drawn(form, "number")
    assert 'aria-required="true"' in drawn(form, "number")
    assert "optional" not in drawn(form, "number")
    assert "optional" in drawn(form, "religion")
    assert "rx-star" not in drawn(form, "religion")


def test_field_can_be_starred_without_being_required():
    form = PassportForm()
    star(form, "religion")

    assert "rx-star" in drawn(form, "religion")


def test_short_forms_carry_no_marks():
    form = PassportForm()
    form.marks_fields = False

    html = drawn(form)

    assert "rx-star" not in html
    assert "rx-optional" not in html


def test_locked_field_says_so():
    form = PassportForm()
    form.fields["number"].disabled = True

    html = drawn(form, "number")

    assert "locked" in html
    assert " disabled" in html
    assert "rx-star" not in html


def test_words_of_the_office_stand_above_the_input_and_name_it():
    form = PassportForm()
    ask_to_change(form, "number", "it differs from the scan <b>")

    html = drawn(form, "number")

    assert "Needs change" in html
    assert "The office: it differs from the scan &lt;b&gt;" in html
    assert 'aria-describedby="id_number_helptext id_number_office"' in html


def test_boxes_are_a_group_named_by_its_legend():
    html = drawn(PassportForm({"born_year": "2001"}), "born")

    assert html.count("<legend") == 1
    assert '<fieldset class="rx-field has-hint has-error" aria-describedby=' in html
    assert ' id="id_born">' in html
    assert 'aria-describedby="id_born_helptext id_born_error"' in html
    assert 'id="id_born_year" value="2001"' in html


def test_radios_are_labelled_by_their_whole_row():
    html = drawn(PassportForm({"gender": "F"}), "gender")

    assert 'role="radiogroup"' in html
    assert re.search(r'<label class="rx-check"><input [^>]*value="F"[^>]* checked', html)
    assert "<span>Male &lt;b&gt;</span></label>" in html


def test_select_marks_the_chosen_entry_and_keeps_groups():
    html = drawn(PassportForm({"country": "KE"}), "country")

    assert '<optgroup label="Group"><option value="KE" selected>Kenya</option></optgroup>' in html
    assert '<option value="NG">Nigeria</option>' in html


def test_check_is_one_row_with_its_words():
    html = drawn(PassportForm({"accept": "on"}), "accept")

    assert re.search(r'<label class="rx-check"><input [^>]*checked[^>]*><span>I agree\.', html)
    assert html.index("I agree.") < html.index("To all of it.")


def test_hidden_field_is_only_its_input():
    class TokenForm(forms.Form):
        token = forms.CharField(widget=forms.HiddenInput)

    html = drawn(TokenForm({"token": "t"}))

    assert html.strip() == '<input type="hidden" name="token" value="t" id="id_token">'


def test_error_summary_links_to_the_place_of_each_error():
    html = drawn(PassportForm({}))

    assert "6 things" not in html
    assert "5 things to put right on this page" in html
    assert '<a href="#id_number">Number: This field is required.</a>' in html
    assert '<a href="#id_born_year">' in html
    assert '<a href="#id_gender_0">' in html
    assert '<a href="#id_accept">I agree: This field is required.</a>' in html


def test_error_summary_can_be_left_to_the_page():
    form = PassportForm({})
    form.error_summary = False

    assert "to put right" not in drawn(form)
    assert len(error_entries(form)) == 5


def test_error_summary_says_what_is_wrong_with_the_form_as_a_whole():
    form = PassportForm({})
    form.full_clean()
    form.add_error(None, "These two do not match.")

    assert error_entries(form)[0].text == "These two do not match."
    assert error_entries(form)[0].anchor == ""


def test_section_has_a_title_and_a_lead():
    html = drawn(
        PassportForm(), Section("Passport", Pair("number", "religion"), lead="As printed.")
    )

    assert "<h2>Passport</h2>" in html
    assert '<p class="rx-section-lead">As printed.</p>' in html
    assert '<div class="rx-pair"><div class="rx-field' in html


def test_buttons_of_a_layout_are_buttons():
    html = drawn(PassportForm(), Submit("save", "Save"))

    assert '<button type="submit" name="save" value="Save" class="btn btn-primary"' in html


@pytest.mark.parametrize(("letters", "css"), [(5, "rx-w-xs"), (20, "rx-w-m"), (200, "")])
def test_width_follows_the_answer(letters, css):
    class OneForm(forms.Form):
        answer = forms.CharField(max_length=letters)

    html = drawn(OneForm())

    assert (css in html) if css else ("rx-w-" not in html)


def test_no_template_of_the_pack_styles_inline():
    html = drawn(PassportForm({}))

    assert "style=" not in html
    assert "<script" not in html
    assert not re.search(r"\son\w+=", html)
