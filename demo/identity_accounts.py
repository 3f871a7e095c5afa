"""Accounts of the demo's login platform (sandbox/identity_platform): one table for the stand-in, for `make run` and the README."""

from __future__ import annotations

from dataclasses import dataclass

from demo.accounts import BY_KEY
from yuzhengdai.domain.accounts.models import phone_index
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.foundation.core.codes import make_id_number, make_uscc

PASSWORD = "henan-2026"  # noqa: S105 - printed at start; opens nothing but the demo


@dataclass(frozen=True, slots=True)
class PlatformAccount:
    """``enterprise``: "new" or the key of the demo account whose enterprise it is; "" for a person's account."""

    login: str
    note: str
    english: str
    enterprise: str = ""
    behaviour: str = ""


@dataclass(frozen=True, slots=True)
class ShownPaper:
    """A licence or a 网证 that the stand-in shows without a password. ``holder``: the platform's word for who holds a licence."""

    login: str
    paper: str
    note: str
    english: str
    holder: str = ""
    person: str = ""
    state: str = "1"
    face: str = "yes"


HEAD, CLERK = "李示例", "王示例"
PAPERS: tuple[ShownPaper, ...] = (
    ShownPaper("zhizhao-faren", "licence", "法定代表人李示例出示", "licence, shown by its head", "FR", HEAD),
    ShownPaper("zhizhao-banshi", "licence", "办事人员王示例出示", "licence, shown by a clerk", "BS", CLERK),
    ShownPaper(
        "zhizhao-diaoxiao", "licence", "营业执照已吊销", "licence of a revoked enterprise", "FR", HEAD, "3"
    ),
    ShownPaper("wangzheng-li", "person", "李示例本人", "net ID of the head", person=HEAD),
    ShownPaper("wangzheng-wang", "person", "王示例本人", "net ID of the clerk", person=CLERK),
    ShownPaper(
        "wangzheng-weishualian",
        "person",
        "李示例，没有刷脸：转人工审核",
        "net ID of the head without the face: goes to review",
        person=HEAD,
        face="no",
    ),
)
ACCOUNTS: tuple[PlatformAccount, ...] = (
    PlatformAccount(
        "farenxin", "法人账号，企业还没有在平台注册", "an enterprise that is not on the platform yet", "new"
    ),
    PlatformAccount(
        "farenlao",
        "法人账号，企业已在平台认证：只能申请加入",
        "an enterprise that is verified here: leads to asking its administrators",
        "fresh",
    ),
    PlatformAccount("geren", "个人账号", "a person's account"),
    PlatformAccount("tingyong", "账号已停用：拒绝登录", "refused by the platform", behaviour="refused"),
    PlatformAccount(
        "guzhang", "登录后平台不响应", "the platform does not answer after the login", behaviour="down"
    ),
)
NEW_NAME = "郑州示例精密铸造有限公司"


def new_uscc() -> str:
    """The code of the enterprise that nobody has registered."""
    return make_uscc("91", "410105", seed="identity-platform:new")


def platform_accounts() -> list[dict[str, str]]:
    """As the stand-in reads them; codes and names as the demo province has them."""
    return [
        {
            "login": one.login,
            "password": PASSWORD,
            "subject": f"hn-{one.login}",
            "behaviour": one.behaviour,
            "note": one.note,
            **_enterprise(one.enterprise),
        }
        for one in ACCOUNTS
    ] + [_paper(one) for one in PAPERS]


def _paper(one: ShownPaper) -> dict[str, str]:
    """As the stand-in reads it; every licence is that of the enterprise that nobody has registered."""
    known = {"login": one.login, "password": "", "subject": f"hn-{one.login}", "behaviour": ""}
    known |= {"note": one.note, "paper": one.paper}
    if one.paper == "person":
        return known | {
            "person_name": one.person,
            "face": one.face,
            "id_number": make_id_number(seed=one.person),
        }
    return known | {
        "uscc": new_uscc(),
        "enterprise_name": NEW_NAME,
        "legal_rep": HEAD,
        "address": "郑州市惠济区示例路 16 号",
        "established_on": "2018-05-21",
        "register_state": one.state,
        "holder": one.holder,
        "holder_name": one.person,
    }


def _enterprise(key: str) -> dict[str, str]:
    if key == "":
        return {}
    if key != "new":
        owner = phone_index(BY_KEY[key].phone_e164)
        member = EnterpriseMember.objects.select_related("enterprise").filter(user__phone_index=owner).first()
        if member is not None:
            return {"uscc": member.enterprise.uscc, "enterprise_name": member.enterprise.name}
    return {"uscc": new_uscc(), "enterprise_name": NEW_NAME}


def markdown_table(*, english: bool = False) -> str:
    """The table as the two README files show it; a test compares."""
    heads = ("Account", "Who") if english else ("账号", "是谁")
    rows = [heads, ("---", "---")]
    rows += [(f"`{one.login}`", one.english if english else one.note) for one in ACCOUNTS]
    return _table(rows)


def papers_table(*, english: bool = False) -> str:
    """The table of what the stand-in shows without a password, as the README files show it."""
    heads = ("Provider", "What is chosen there") if english else ("平台", "在那边选择")
    names = {"licence": "电子营业执照", "person": "国家网络身份认证"}
    rows = [heads, ("---", "---")]
    rows += [(names[one.paper], one.english if english else one.note) for one in PAPERS]
    return _table(rows)


def _table(rows: list[tuple[str, str]]) -> str:
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)
