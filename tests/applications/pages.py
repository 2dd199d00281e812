"""Addresses and words of the wizard's pages, for several tests."""

from html import unescape

from django.urls import reverse


def address(application, slug):
    """Where a step is."""
    return reverse("applications:step", args=[application.key, slug])


def text(response):
    """What a page says."""
    return unescape(response.content.decode())
