"""What proves something is not erased by deleting something else: readings of granted data, histories, answers, papers."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import ProtectedError
from django.db.utils import IntegrityError

from tests import factories
from yuzhengdai.domain.applications.models import StatusChange
from yuzhengdai.domain.credit.models import DataAccess, DataAuthorisation
from yuzhengdai.foundation.core.clock import now

pytestmark = pytest.mark.django_db

MAY_GO_WITH_IT = {
    "access.HandOver.enterprise",
    "access.HandOver.user",
    # The audit says who logged in, how and by what code; these rows only list what is open now and are deleted within a month.
    "access.LoginSession.user",
    "access.ScanLogin.enterprise",
    "access.ScanLogin.scanned_by",
    "accounts.RecoveryCode.user",
    "accounts.SecondFactor.user",
    "auth.Permission.content_type",
    "certificates.SigningChallenge.user",
    "notifications.NotificationRead.notification",
    "products.ProductFacet.product",
    "verification.LivenessBatch.session",
}
"""Rows that are worth nothing without what they hang on: short-lived, derived, or measures that are deleted on purpose."""


def test_only_what_proves_nothing_goes_with_another_row() -> None:
    going = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is not models.PROTECT
    }
    assert going <= MAY_GO_WITH_IT


def grant() -> DataAuthorisation:
    application = factories.application()
    return DataAuthorisation.objects.create(
        enterprise=application.enterprise,
        institution=application.institution,
        item="credit_report",
        purpose="示例",
        subject_kind="application",
        subject_id=application.pk,
        granted_by=factories.user(),
        valid_until=now() + timedelta(days=90),
        text="示例",
        text_sha256="0" * 64,
    )


def test_a_grant_with_readings_cannot_be_deleted() -> None:
    row = grant()
    DataAccess.objects.create(authorisation=row, user_id=uuid4(), reader_name="王经理", what="企业信用报告")
    with pytest.raises(ProtectedError):
        row.delete()
    with pytest.raises(ProtectedError):
        DataAuthorisation.objects.filter(pk=row.pk).delete()
    assert DataAccess.objects.filter(authorisation=row).count() == 1


@pytest.mark.django_db(transaction=True)
def test_nor_by_the_database_itself() -> None:
    row = grant()
    DataAccess.objects.create(authorisation=row, user_id=uuid4(), reader_name="王经理", what="企业信用报告")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM credit_dataauthorisation WHERE id = %s",
            [row.pk.hex if connection.vendor == "sqlite" else row.pk],
        )


def test_an_application_with_a_history_cannot_be_deleted() -> None:
    application = factories.application()
    StatusChange.objects.create(
        application=application, action="submit", from_state="draft", to_state="submitted", side="enterprise"
    )
    with pytest.raises(ProtectedError):
        application.delete()
