"""What all forms of the wizard have in common: parts, posted names, notes, conditions."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import construct_instance
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_stubs_ext import StrPromise

from applications.wizard.asked import Asked, hint_of, wishes_for
from applications.wizard.fields import form_field
from applications.wizard.questions import Questions
from applications.wizard.typed import Paper
from portal import layout
from portal.form_pack import advise, anchor_of
from portal.widgets import Boxes

# Codes of errors that only say that nothing was typed yet.
_GAPS = frozenset({"required"})


@dataclass(frozen=True)
class When:
    """Questions that follow from an answer; the style sheet hides them until it is given."""

    css_id: str
    names: "Sequence[Name]"


# One question, several that are read as one, or some that follow from an answer.
Name = str | tuple[str, ...] | When


@dataclass(frozen=True)
class Part:
    """A titled part of a form."""

    title: StrPromise | str
    names: Sequence[Name]
    lead: StrPromise | str = ""
    css_id: str = ""

    def flat(self) -> Iterator[str]:
        """The questions one by one."""
        yield from _flat(self.names)


def _flat(names: Sequence[Name]) -> Iterator[str]:
    for name in names:
        if isinstance(name, str):
            yield name
        else:
            yield from _flat(name.names if isinstance(name, When) else name)


def names_of(parts: Sequence[Part]) -> list[str]:
    """Every question of these parts, in order."""
    return [name for part in parts for name in part.flat()]


@dataclass(frozen=True)
class Problem:
    """Something missing or wrong, with the place where it can be mended."""

    label: str
    sentence: str
    anchor: str = ""
    # Nothing is wrong, only not filled in yet.
    is_gap: bool = False

    @property
    def line(self) -> str:
        """Label and sentence as one line."""
        if not self.label or self.label.endswith(("?", "？")):
            return f"{self.label} {self.sentence}".strip()
        return _("%(label)s: %(sentence)s") % {"label": self.label, "sentence": self.sentence}


class Asking(forms.BaseForm):
    """Questions in parts, answered by what was typed."""

    parts: ClassVar[Sequence[Part]] = ()
    # The page lists what is wrong itself, over all forms of the step.
    error_summary = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notes: dict[str, str] = {}
        # Known once the whole step was judged.
        self.is_complete = False

    @classmethod
    def knows(cls, name: str) -> bool:
        """Whether a form of this kind asks for something posted under this name."""
        return name in _posted_names(cast(Any, cls))

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed."""
        typed = cast(MultiValueDict[str, str], self.data)
        return not any(any(values) for _name, values in typed.lists())

    @property
    def questions(self) -> SafeString:
        """All fields in their parts, to stand inside a form tag."""
        return layout.drawn(self, self._laid_out())

    def _laid_out(self) -> Iterator[str | layout.Part]:
        for part in self.parts:
            asked = self._asked(part.names)
            if asked and part.title:
                yield layout.Section(part.title, *asked, lead=part.lead, css_id=part.css_id)
            else:
                yield from asked

    def _asked(self, names: Sequence[Name]) -> list[str | layout.Part]:
        """What of these questions this applicant is asked."""
        laid: list[str | layout.Part] = []
        for name in names:
            if isinstance(name, str):
                laid += [name] if name in self.fields else []
            elif isinstance(name, When):
                inner = self._asked(name.names)
                laid += [layout.Later(*inner, css_id=name.css_id)] if inner else []
            else:
                inner = self._asked(name)
                laid += [layout.Pair(*inner)] if len(inner) > 1 else inner
        return laid

    def require(self, *names: str) -> None:
        """These have to be answered, now that another question was answered so."""
        for name in names:
            if name not in self.fields:
                continue
            self.fields[name].starred = True  # type: ignore[attr-defined]
            if name not in self.errors and self.answer(name) is None:
                sentence = self.fields[name].error_messages["required"]
                self.add_error(name, ValidationError(sentence, code="required"))

    def note(self, name: str, sentence: str) -> None:
        """Say something about an answer that is worth a second look but no error."""
        if name in self.fields:
            self.notes[name] = sentence
            advise(self, name, sentence)

    def answer(self, name: str) -> Any:
        """What was answered, or None while it is missing or wrong."""
        value = self.cleaned_data.get(name)
        return None if value == "" else value

    def problems(self, within: str = "") -> list[Problem]:
        """What is missing or wrong, in the order of the fields."""
        if not self.errors:
            return []
        faults = self.errors.as_data()
        found = [Problem(within, str(error)) for error in self.non_field_errors()]
        for bound in self:
            for fault, sentence in zip(faults.get(bound.name, ()), bound.errors, strict=False):
                label, anchor = self.full_label(bound.name, within), anchor_of(bound)
                found.append(Problem(label, str(sentence), anchor, fault.code in _GAPS))
        return found

    def advice(self, within: str = "") -> list[Problem]:
        """What is worth a second look, in the order of the fields; none of it stops anybody."""
        return [
            Problem(self.full_label(name, within), self.notes[name], anchor_of(self[name]))
            for name in self.fields
            if name in self.notes
        ]

    def full_label(self, name: str, within: str = "") -> str:
        """The label of a question; where others have the same one, with its part in front."""
        label = self.fields[name].label
        place = within or (self._part_titles.get(name, "") if self._labels[label] > 1 else "")
        return _("%(place)s: %(label)s") % {"place": place, "label": label} if place else str(label)

    @cached_property
    def _labels(self) -> Counter[Any]:
        return Counter(one.label for one in self.fields.values())

    @cached_property
    def _part_titles(self) -> dict[str, str]:
        return {name: str(part.title) for part in self.parts for name in part.flat()}

    def hide_missing(self) -> None:
        """Take away the errors that only say that something is not filled in yet."""
        for name, errors in self.errors.as_data().items():
            kept = [error for error in errors if error.code not in _GAPS]
            if len(kept) == len(errors):
                continue
            del self.errors[name]
            if kept:
                self.add_error(name, kept)


class AskedOnce(Asking):
    """The questions of a step that are asked once, beside its records."""

    # Optional questions that are asked only where an intake wants them.
    off_by_default: ClassVar[Collection[str]] = frozenset()
    # Optional questions whose place in the form is for the form alone to decide.
    decided: ClassVar[Collection[str]] = frozenset()

    def __init__(
        self, *args: Any, paper: Paper, rows: Mapping[str, list["RowForm"]], **kwargs: Any
    ) -> None:
        self.paper = paper
        self.rows = rows
        self._wishes = wishes_for(paper.application)
        # Only what is asked is copied from the class: most optional questions concern few.
        everything = cast(Any, type(self)).base_fields
        cast(Any, self).base_fields = Questions(
            (name, everything[name]) for name in everything if self.is_asked(name)
        )
        super().__init__(*args, **kwargs)
        for name in self._wishes.keys() & self.fields.keys() & configurable(type(self)):
            wish = self._wishes[name]
            self.fields[name].required |= wish.get("asked") == Asked.REQUIRED
            self.fields[name].help_text = hint_of(wish) or self.fields[name].help_text

    def is_asked(self, name: str) -> bool:
        """Whether this applicant is asked; forms add what depends on what is applied for."""
        if name not in configurable(type(self)):
            return True
        return self._wishes.get(name, {}).get("asked", self.usually(name)) != Asked.OFF

    @classmethod
    def usually(cls, name: str) -> Asked:
        """How an optional question is asked where the office says nothing."""
        return Asked.OFF if name in cls.off_by_default else Asked.OPTIONAL


class Kept(forms.ModelForm[Any]):
    """Answers that become one row of a table."""

    def _post_clean(self) -> None:
        """Only fill in the row: the columns would judge once more what the fields have judged."""
        construct_instance(self, self.instance, self._meta.fields)


class StepForm(AskedOnce, Kept):
    """The same, kept in one row of a table."""

    class Meta:
        model: Any
        formfield_callback = form_field


class RowForm(Asking, Kept):
    """The questions of one record.  A record in which nothing was typed is none."""

    # Which answers stand for the record while it is closed.
    names: ClassVar[tuple[str, ...]] = ()
    times: ClassVar[tuple[str, ...]] = ()

    class Meta:
        model: Any
        formfield_callback = form_field

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        cast(Any, self).base_fields = Questions(cast(Any, type(self)).base_fields)
        super().__init__(*args, empty_permitted=True, use_required_attribute=False, **kwargs)

    def has_changed(self) -> bool:
        """Whether something was typed, and so whether there is anything to judge."""
        return not self.is_blank


def configurable(form_class: type[AskedOnce]) -> frozenset[str]:
    """The optional questions of which an office may say whether and how they are asked.

    Not those that follow from another answer, and no ticks: nobody is made to tick something.
    """
    return _configurable(cast(Any, form_class))


@cache
def _configurable(form_class: Any) -> frozenset[str]:
    fields: dict[str, forms.Field] = form_class.base_fields
    alone = (name for part in form_class.parts for name in _alone(part.names))
    return frozenset(
        name
        for name in alone
        if not (fields[name].required or isinstance(fields[name], forms.BooleanField))
        and name not in form_class.decided
    )


def _alone(names: Sequence[Name]) -> Iterator[str]:
    for name in names:
        if isinstance(name, tuple):
            yield from _alone(name)
        elif isinstance(name, str):
            yield name


@cache
def _posted_names(form_class: Any) -> frozenset[str]:
    names: set[str] = set()
    for name, field in form_class.base_fields.items():
        names.add(name)
        if isinstance(field.widget, Boxes):
            names.update(f"{name}_{part}" for part in field.widget.parts)
    return frozenset(names)
