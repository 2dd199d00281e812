"""What a notice is, and the register of all of them."""

from dataclasses import dataclass, field

_register: dict[str, "Notice"] = {}


@dataclass(frozen=True)
class Notice:
    """One thing we tell people.

    ``name`` is ``<app>/<what happened>``; its words are two text files,
    ``templates/<app>/notices/<what happened>.subject.txt`` and ``.body.txt``.
    ``needs`` names what those words speak of.  ``in_portal`` also keeps it under Notices;
    what must not stay readable there (links that open an account) goes by mail only.
    """

    name: str
    needs: tuple[str, ...] = field(default=())
    in_portal: bool = True

    def __post_init__(self) -> None:
        if self.name in _register:
            raise ValueError(f"The notice {self.name} is declared twice.")
        _register[self.name] = self

    @property
    def subject_template(self) -> str:
        """The file with its subject line."""
        app, what = self.name.split("/")
        return f"{app}/notices/{what}.subject.txt"

    @property
    def body_template(self) -> str:
        """The file with its body."""
        app, what = self.name.split("/")
        return f"{app}/notices/{what}.body.txt"


def all_notices() -> tuple[Notice, ...]:
    """Every declared notice, by name."""
    return tuple(_register[name] for name in sorted(_register))
