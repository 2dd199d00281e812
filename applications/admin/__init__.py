"""The officers' workplace: the queue, one application, its moves, the catalogue."""

from applications.admin import catalogue, dashboard, intakes, queue

__all__ = ["catalogue", "dashboard", "intakes", "queue"]
