"""What a password must be."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.passwords import CompositionValidator, StrengthValidator, random_password

PERSON = User(username="adaeze.okonkwo", email="adaeze@unilag.example")


def codes(password, user=PERSON):
    """What is wrong with a password, all validators of the site asked."""
    try:
        validate_password(password, user)
    except ValidationError as refused:
        return {error.code for error in refused.error_list}
    return set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "password",
    [
        "Kt7-river-Moon",
        "Winter Jade 7",
        "Ünïcödé-straße-9",
        "嘉陵江水 Green 7",
        "A1b" + "correct horse battery staple " * 3,
    ],
)
def test_good_password_is_accepted(password):
    assert codes(password) == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Kt7-riv", "password_too_short"),
        ("kt7-river-moon", "password_no_upper"),
        ("KT7-RIVER-MOON", "password_no_lower"),
        ("Kt-river-Moon", "password_no_digit"),
        ("8613800138000", "password_entirely_numeric"),
        ("Adaeze.okonkwo1", "password_too_similar"),
        ("Password1", "password_too_weak"),
        ("Aa111111", "password_too_weak"),
        ("Qwerty123", "password_too_weak"),
        ("Unilag2027", "password_too_weak"),
        ("University1", "password_too_weak"),
    ],
)
def test_bad_password_is_refused_for_its_reason(password, code):
    assert code in codes(password)


def test_composition_names_everything_missing():
    with pytest.raises(ValidationError) as refused:
        CompositionValidator().validate("--------")

    assert refused.value.messages == [
        "Add an upper-case letter.",
        "Add a lower-case letter.",
        "Add a digit.",
    ]


def test_each_rule_is_said_in_a_sentence():
    assert CompositionValidator().get_help_text().endswith(".")
    assert StrengthValidator().get_help_text().endswith(".")


@pytest.mark.django_db
def test_password_we_choose_is_good():
    assert {len(random_password()) for _try in range(20)} == {16}
    assert codes(random_password()) == set()


@pytest.mark.django_db
def test_weak_password_is_said_beside_its_field(register):
    answer = register("adaeze", password1="password1", password2="password1")

    errors = answer.context["form"].errors
    assert errors.keys() == {"password1"}
    assert "Add an upper-case letter." in errors["password1"]


@pytest.mark.django_db
def test_rules_describe_the_box(client):
    html = client.get("/accounts/signup/").content.decode()

    assert 'aria-describedby="id_password1_rules"' in html
    assert 'id="id_password1_rules"' in html
    assert 'autocomplete="new-password"' in html
