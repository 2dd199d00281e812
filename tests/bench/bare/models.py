"""One table with the fourteen columns of an ordinary form, and one row for every list."""

from django.conf import settings
from django.db import models

COLOURS = [("red", "Red"), ("green", "Green"), ("blue", "Blue"), ("white", "White")]


class Paper(models.Model):
    """What the bare form asks."""

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE)
    title = models.CharField(max_length=80)
    surname = models.CharField(max_length=80)
    given_names = models.CharField(max_length=80)
    email = models.EmailField()
    phone = models.CharField(max_length=30)
    street = models.CharField(max_length=120)
    city = models.CharField(max_length=80)
    postcode = models.CharField(max_length=20)
    born = models.DateField()
    colour = models.CharField(max_length=10, choices=COLOURS)
    second_colour = models.CharField(max_length=10, choices=COLOURS)
    number = models.IntegerField()
    is_sure = models.BooleanField(default=False)
    text = models.TextField()

    class Meta:
        app_label = "bare"

    def __str__(self):
        return self.title


class Entry(models.Model):
    """A row of the bare list and of the bare admin."""

    number = models.CharField(max_length=20, unique=True)
    person = models.CharField(max_length=80)
    programme = models.CharField(max_length=120)
    status = models.CharField(max_length=12, choices=COLOURS)
    country = models.CharField(max_length=2)
    sent_at = models.DateTimeField()
    is_paid = models.BooleanField()

    class Meta:
        app_label = "bare"
        indexes = [models.Index(fields=("status", "sent_at", "id"), name="bare_entry_queue")]

    def __str__(self):
        return self.number
