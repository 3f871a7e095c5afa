"""What operators may set without a release."""

from __future__ import annotations

from django.db import models


class CalendarOverride(models.Model):
    """A day that the operator declares working or free, on top of the library's calendar."""

    day = models.DateField(primary_key=True)
    is_working = models.BooleanField()
    note = models.CharField(max_length=60, blank=True)


class Parameter(models.Model):
    """A named value an operator may change, as JSON."""

    key = models.CharField(max_length=60, primary_key=True)
    value = models.JSONField()
    note = models.CharField(max_length=200, blank=True)
