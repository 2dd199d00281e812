"""The table of moves as a picture, in Mermaid's words."""

from applications.status import FINAL, MOVES, Move, Status


def diagram() -> str:
    """Every status and every move, as a state diagram.

    A move that leads to one of several places is drawn as a fork of its own.
    """
    lines = ["stateDiagram-v2", f"    [*] --> {Status.DRAFT.value}: start, applicant"]
    for move in MOVES:
        lines += _fork(move) if len(move.targets) > 1 else _arrows(move)
    lines += [f"    {status.value} --> [*]" for status in Status if status in FINAL]
    return "\n".join(lines)


def _arrows(move: Move) -> list[str]:
    label = _label(move)
    return [f"    {source} --> {move.target.value}: {label}" for source in _ordered(move.sources)]


def _fork(move: Move) -> list[str]:
    return [
        f"    state {move.name} <<choice>>",
        *(f"    {source} --> {move.name}: {_label(move)}" for source in _ordered(move.sources)),
        *(f"    {move.name} --> {target}" for target in _ordered(move.targets)),
    ]


def _label(move: Move) -> str:
    """``queue, system or finance``."""
    return f"{move.name}, {' or '.join(sorted(actor.value for actor in move.actors))}"


def _ordered(statuses: frozenset[Status]) -> list[str]:
    """In the order in which the table names them."""
    return [status.value for status in Status if status in statuses]
