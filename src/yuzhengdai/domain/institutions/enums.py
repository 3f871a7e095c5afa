from django.db import models


class InstitutionKind(models.TextChoices):
    """机构类型."""

    POLICY_BANK = "policy_bank", "政策性银行"
    STATE_BANK = "state_bank", "国有银行"
    JOINT_STOCK_BANK = "joint_stock_bank", "股份制银行"
    CITY_BANK = "city_bank", "城商行"
    RURAL_BANK = "rural_bank", "农商行"
    VILLAGE_BANK = "village_bank", "村镇银行"
    GUARANTEE = "guarantee", "融资担保"
    LEASING = "leasing", "融资租赁"
    MICROCREDIT = "microcredit", "小贷公司"


class OfficerRole(models.TextChoices):
    """Roles inside an institution."""

    MANAGER = "manager", "业务主管"
    OFFICER = "officer", "客户经理"
    VIEWER = "viewer", "查看"


WORKERS = (OfficerRole.MANAGER, OfficerRole.OFFICER)
"""Posts that may work on a file; the others only look."""
WORKING_ROLES = frozenset(f"institution:{role}" for role in WORKERS)
ALL_ROLES = frozenset(f"institution:{role}" for role in OfficerRole.values)


def officer_roles() -> list[tuple[str, str]]:
    """Choices of the column, named and not listed in migrations: a new value needs none."""
    return [(value, str(label)) for value, label in OfficerRole.choices]
