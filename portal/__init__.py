"""The floor of the house: settings, site pages and what every app stands on."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
