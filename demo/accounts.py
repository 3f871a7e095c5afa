"""The demo's accounts: one table for loading, for what `make run` prints and for the README.

The numbers are fixed so that a walk through the demo can be written down. No message is ever sent to them.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

from yuzhengdai.foundation.core.keyring import keyed_hash_before

ENTERPRISE, BANK, OPS = "enterprise", "bank", "ops"
SIDE_LABELS = {ENTERPRISE: "企业", BANK: "金融机构", OPS: "运营与监管"}
LOGIN_PATHS = {ENTERPRISE: "/login/", BANK: "/bank/login/", OPS: "/ops/login/"}


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """``phone`` in national form; ``post`` and ``what`` are told to people, ``key`` to code."""

    key: str
    phone: str
    name: str
    side: str
    post: str
    what: str
    english: str

    @property
    def phone_e164(self) -> str:
        return f"+86{self.phone}"

    @property
    def needs_totp(self) -> bool:
        """Staff log in with a second factor."""
        return self.side != ENTERPRISE


ACCOUNTS: tuple[DemoAccount, ...] = (
    DemoAccount("owner", "13800000001", "李建国", ENTERPRISE, "管理员、法定代表人",
                "河南禾丰粮油机械有限公司（已认证）：各种状态的申请和融资需求都有",
                "administrator and legal representative; applications and demands in every state"),
    DemoAccount("several", "13800000002", "周敏", ENTERPRISE, "管理员",
                "名下三家企业，登录时选择；其中一家未认证",
                "three enterprises on one phone, one of them unverified"),
    DemoAccount("unverified", "13800000003", "张晓雨", ENTERPRISE, "管理员",
                "郑州云帆软件科技有限公司（未认证）：走一遍手机认证或人工认证",
                "unverified enterprise; walk the verification by phone, or the manual one"),
    DemoAccount("agent", "13800000004", "王磊", ENTERPRISE, "经办人",
                "河南禾丰粮油机械有限公司：只可提交申请，不可授权数据",
                "agent: may submit applications, may not grant data"),
    DemoAccount("viewer", "13800000005", "赵静", ENTERPRISE, "只读",
                "河南禾丰粮油机械有限公司：只看不办",
                "read only"),
    DemoAccount("fresh", "13800000006", "孙志强", ENTERPRISE, "管理员、法定代表人",
                "郑州快鲜冷链物流有限公司（已认证）：还没有申请过，会先看到《平台协议》",
                "verified, never applied: is asked for the platform agreement first"),
    DemoAccount("returned", "13800000007", "何素芳", ENTERPRISE, "管理员、经营者",
                "焦作怀药堂商行（人工认证需补充材料）",
                "verification sent back for more"),
    DemoAccount("officer", "13800000021", "王敏", BANK, "客户经理、审批人",
                "嵩岳银行郑州分行；别人提出的，审批权限 200 万元",
                "Songyue Bank, Zhengzhou branch; proposes, and approves up to 2 million yuan what others proposed"),
    DemoAccount("manager", "13800000022", "周正", BANK, "业务主管", "嵩岳银行，全行",
                "Songyue Bank, manager of the whole bank"),
    DemoAccount("bank_viewer", "13800000023", "陈可", BANK, "查看", "嵩岳银行，全行，只看不办",
                "Songyue Bank, read only"),
    DemoAccount("officer_2", "13800000024", "刘洋", BANK, "客户经理", "伊水农商银行洛阳总行",
                "Yishui Rural Commercial Bank"),
    DemoAccount("manager_2", "13800000025", "郭凯", BANK, "业务主管", "伊水农商银行，全行",
                "Yishui Rural Commercial Bank, manager"),
    DemoAccount("colleague", "13800000026", "马超群", BANK, "客户经理", "嵩岳银行郑州分行，与王敏同一队列；有「窗口协办」权限",
                "Songyue Bank, same queue as 王敏; may prove people at the counter (窗口协办)"),
    DemoAccount("approver", "13800000027", "梁静", BANK, "审批人", "嵩岳银行，全行，审批权限 500 万元",
                "Songyue Bank, approves up to 5 million yuan what the officers propose"),
    DemoAccount("approver_2", "13800000028", "徐宏", BANK, "审批人", "伊水农商银行，全行，审批权限 500 万元",
                "Yishui Rural Commercial Bank, approves up to 5 million yuan"),
    DemoAccount("checker", "13800000029", "罗岚", BANK, "放款审核", "嵩岳银行，全行，复核别人登记的放款",
                "Songyue Bank, checks the disbursements that others entered"),
    DemoAccount("checker_2", "13800000030", "秦越", BANK, "放款审核", "伊水农商银行，全行，复核别人登记的放款",
                "Yishui Rural Commercial Bank, checks disbursements"),
    DemoAccount("operator", "13800000091", "韩雪", OPS, "运营人员", "认证审核、企业、机构、产品、协议、反馈",
                "operator: verification desk, enterprises, institutions, products, agreements, feedback"),
    DemoAccount("auditor", "13800000092", "宋明", OPS, "审计员", "审计日志",
                "auditor"),
    DemoAccount("regulator", "13800000093", "唐立", OPS, "监管人员", "只看统计",
                "regulator: figures only"),
    DemoAccount("system", "13800000094", "高远", OPS, "系统管理员",
                "提出或确认运营岗位、机构、运行状态、工作日历；有一个待确认的岗位",
                "system administrator: proposes or confirms posts, institutions, state, calendar; one post waits"),
    DemoAccount("security", "13800000095", "秦岚", OPS, "安全管理员", "提出或确认运营岗位、重置动态口令",
                "security administrator: proposes or confirms posts, resets second factors"),
    DemoAccount("window", "13800000097", "贾宁", OPS, "运营人员", "平台窗口：有「窗口协办」权限",
                "operator at the platform's own window, may prove people there (窗口协办)"),
)  # fmt: skip

BY_KEY = {account.key: account for account in ACCOUNTS}
BY_PHONE = {account.phone: account for account in ACCOUNTS}


def markdown_table(*, english: bool = False) -> str:
    """The table as the two README files show it; a test compares."""
    sides = {ENTERPRISE: "enterprise", BANK: "bank", OPS: "operator"} if english else SIDE_LABELS
    heads = (
        ("Login", "Phone", "Name", "Who") if english else ("登录", "手机号", "姓名", "角色", "可以看到什么")
    )
    rows = [heads, tuple("---" for _ in heads)]
    for account in ACCOUNTS:
        login = f"{sides[account.side]} `{LOGIN_PATHS[account.side]}`"
        told = (account.english,) if english else (account.post, account.what)
        rows.append((login, account.phone, account.name, *told))
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def totp_secret(phone: str) -> str:
    """The TOTP secret (base32) of a staff account: the same in one checkout, different in every other. Demos that were loaded
    before keyed hashes had keys of their own keep the secret that was entered into an authenticator then.
    """
    return base64.b32encode(bytes.fromhex(keyed_hash_before("demo.totp", phone))[:20]).decode()
