"""Every form has its own copies of the fields of its class."""

from copy import deepcopy

import pytest
from django import forms

from applications.wizard import flow
from applications.wizard.questions import Questions

KINDS = [
    kind
    for step in flow.STEPS
    for kind in (step.form_class, *(one.form_class for one in step.row_sets))
]


@pytest.mark.parametrize("kind", KINDS)
def test_what_one_form_changes_no_other_form_sees(kind):
    before = {
        name: (field.required, field.widget.attrs) for name, field in kind.base_fields.items()
    }

    for field in deepcopy(Questions(kind.base_fields)).values():
        field.required = field.help_text = "changed"
        field.error_messages["required"] = "changed"
        field.widget.attrs["data-changed"] = "changed"
        field.validators.append("changed")

    for name, field in kind.base_fields.items():
        assert (field.required, field.widget.attrs) == before[name]
        assert "changed" not in (field.help_text, field.error_messages.get("required"))
        assert "changed" not in field.validators
        assert "data-changed" not in field.widget.attrs


def test_copies_of_a_choice_have_its_entries():
    colour = forms.ChoiceField(choices=[("red", "Red")])

    (copy,) = deepcopy(Questions(colour=colour)).values()

    assert copy.clean("red") == "red"
    assert list(copy.widget.choices) == [("red", "Red")]
