from django.db import models


class CodePurpose(models.TextChoices):
    """What a one-time code is for; a code of one purpose is worth nothing for another."""

    REGISTER = "register", "注册"
    LOGIN = "login", "登录"
    STAFF_LOGIN = "staff_login", "工作台登录"
    CHANGE_PHONE_OLD = "change_phone_old", "修改手机号（原号码）"
    CHANGE_PHONE_NEW = "change_phone_new", "修改手机号（新号码）"
    CONTACT_PHONE = "contact_phone", "申请联系手机号"
    PLATFORM_LINK = "platform_link", "绑定认证平台账号"
    KEY_BIND = "key_bind", "绑定 USBKEY"
    CONFIRM_ACT = "confirm_act", "确认由您本人办理"
    COUNTER_CONSENT = "counter_consent", "在窗口同意办理企业认证"
    COUNTER_CONFIRM = "counter_confirm", "在窗口确认提交企业认证"


class StaffRoleKind(models.TextChoices):
    """Roles on the operator side. The three administrators cannot do each other's acts."""

    OPERATOR = "operator", "运营人员"
    REGULATOR = "regulator", "监管人员"
    SYSTEM_ADMINISTRATOR = "system_administrator", "系统管理员"
    SECURITY_ADMINISTRATOR = "security_administrator", "安全管理员"
    AUDITOR = "auditor", "审计员"
