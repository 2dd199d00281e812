"""Step 5: where letters, calls and messages reach the applicant."""

import re
import unicodedata
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import ContactInformation
from applications.models.choices import Delivery
from applications.wizard.forms import Part, StepForm, When, names_of
from applications.wizard.step import Step

_PO_BOX = re.compile(r"\b(p\.?\s*o\.?\s*box|post\s*box|postal\s*box)\b|邮政信箱", re.IGNORECASE)
# Postcode is never compulsory: many countries have none.
_ADDRESS = ("street", "city", "region", "country")
_PRINTED = ("home", "mail")


def _address(kind: str) -> tuple[str | tuple[str, ...], ...]:
    return (
        f"{kind}_street",
        (f"{kind}_city", f"{kind}_region"),
        (f"{kind}_country", f"{kind}_postcode"),
    )


PARTS = (
    Part(
        gettext_lazy("Permanent home address"),
        _address("home"),
        lead=gettext_lazy("In Latin letters or Chinese: it is printed on your visa papers."),
    ),
    Part(
        gettext_lazy("Current address"),
        ("current_same", When("when-elsewhere", _address("current"))),
    ),
    Part(
        gettext_lazy("Telephone and messages"),
        (("phone", "phone_other"), "email_other", ("wechat", "whatsapp")),
    ),
    Part(
        gettext_lazy("Admission papers"),
        (
            "delivery_method",
            When("when-courier", (("mail_recipient", "mail_phone"), *_address("mail"))),
            "language_preference",
        ),
        lead=gettext_lazy("Where they go if you are admitted."),
    ),
)


class ContactForm(StepForm):
    """Addresses, telephone, messages, and the way of the admission papers."""

    parts = PARTS

    class Meta(StepForm.Meta):
        model = ContactInformation
        fields = names_of(PARTS)
        help_texts = {
            "home_postcode": gettext_lazy("Leave it empty if your country has none."),
            "phone": gettext_lazy("With country code. Couriers will not deliver without it."),
            "mail_street": gettext_lazy("No post office box: couriers cannot deliver there."),
        }
        error_messages = {
            "phone": {
                "required": gettext_lazy(
                    "Write your number with the country code, for example +234 803 000 0000."
                )
            },
            "home_street": {"required": gettext_lazy("Write street and house number.")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email_other"].help_text = _(
            "All notices go to %(email)s. Here you may add another address."
        ) % {"email": self.paper.application.applicant.email}

    def clean(self) -> dict[str, Any]:
        """What depends on another answer, or on another step."""
        if not self.answer("current_same"):
            self.require(*(f"current_{part}" for part in _ADDRESS))
        if self.answer("delivery_method") == Delivery.COURIER:
            self.require("mail_recipient", "mail_phone")
            self.require(*(f"mail_{part}" for part in _ADDRESS))
            self._refuse_post_box()
        self._judge_letters()
        self._judge_own()
        return self.cleaned_data

    def _refuse_post_box(self) -> None:
        if _PO_BOX.search(self.answer("mail_street") or ""):
            self.add_error(
                "mail_street", _("Couriers cannot deliver to a post office box. Write a street.")
            )

    def _judge_letters(self) -> None:
        names = [f"{kind}_{part}" for kind in _PRINTED for part in ("street", "city", "region")]
        for name in names:
            wrong = next((sign for sign in self.answer(name) or "" if _is_foreign(sign)), "")
            if wrong:
                sentence = _("Use Latin letters or Chinese here; “%(sign)s” cannot be printed.")
                self.add_error(name, sentence % {"sign": wrong})

    def _judge_own(self) -> None:
        own = self.paper.application.applicant.email.casefold()
        if (self.answer("email_other") or "").casefold() == own:
            self.add_error("email_other", _("This is the e-mail of your account already."))
        emergency = self.paper.value("additional-information", "emergency_phone")
        if emergency and self.answer("phone") == emergency:
            self.add_error(
                "phone",
                _(
                    "In step 4 you gave the same number for your emergency contact. One of the two "
                    "has to be another one."
                ),
            )


def _is_foreign(sign: str) -> bool:
    """A letter that is neither Latin nor Chinese, or a little picture."""
    if sign in "ºª°№":
        return False  # as numbers of houses and floors are written
    if unicodedata.category(sign) == "So":
        return True
    name = unicodedata.name(sign, "")
    return sign.isalpha() and not name.startswith(("LATIN", "CJK", "FULLWIDTH LATIN", "MODIFIER"))


class ContactStep(Step):
    """Asks how the office reaches the applicant."""

    slug = "contact-information"
    title = gettext_lazy("Contact Information")
    short_title = gettext_lazy("Contact Information")
    form_class = ContactForm
    kept_as = "contact_information"
    consults = {"additional-information": ("emergency_phone",)}
