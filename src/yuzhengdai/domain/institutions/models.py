"""Financial institutions, their branches and officers."""

from __future__ import annotations

from django.db import models

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.institutions.enums import InstitutionKind, OfficerRole, officer_roles
from yuzhengdai.foundation.core.models import BaseModel


class Institution(BaseModel):
    """One institution; ``seal`` is the character of its mark and ``tone`` its colour (1–6) in the lists.

    ``lending_areas`` (可贷区域): codes of cities, counties and functional zones that it lends in, [] for the whole province.
    ``offer_release_above_yuan``: offers above it go out after a 业务主管 released them; None for none.
    """

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80, unique=True)
    short_name = models.CharField(max_length=20)
    kind = models.CharField(max_length=20, choices=InstitutionKind.choices)
    seal = models.CharField(max_length=1)
    tone = models.PositiveSmallIntegerField(default=1)
    about = models.TextField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    address = models.CharField(max_length=120, blank=True)
    lending_areas = models.JSONField(default=list)
    offer_release_above_yuan = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    is_active = models.BooleanField(default=True)
    sort_key = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)


class Branch(BaseModel):
    """A branch; applications go to the branch of the enterprise's city, else to the head office.

    ``lending_areas``: as of its institution; [] for where the institution lends.
    """

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="branches")
    name = models.CharField(max_length=80)
    region_code = models.CharField(max_length=6)
    is_head_office = models.BooleanField(default=False)
    phone = models.CharField(max_length=30, blank=True)
    address = models.CharField(max_length=120, blank=True)
    lending_areas = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "name"], name="institutions_branch_name"),
        ]


class Officer(BaseModel):
    """A user's post in an institution.

    ``branch`` None: the whole institution. ``also_roles``: roles held beside ``role`` (兼任), such as a 客户经理 who is 审批人 for
    colleagues' files. ``approval_limit_yuan`` is the cap of the person; None: none for a 业务主管, no power for a 审批人.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="officer_posts")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="officers")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, related_name="officers")
    role = models.CharField(max_length=8, choices=officer_roles)
    also_roles = models.JSONField(default=list)
    name = models.CharField(max_length=40)
    approval_limit_yuan = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user"], name="institutions_one_post_per_user")]

    @property
    def held_roles(self) -> tuple[OfficerRole, ...]:
        """The own role first, then what is held beside it."""
        return tuple(OfficerRole(role) for role in (self.role, *self.also_roles))

    @property
    def post_words(self) -> str:
        """「客户经理、审批人」."""
        return "、".join(str(role.label) for role in self.held_roles)
