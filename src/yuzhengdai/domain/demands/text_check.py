"""What has no place in a demand or an offer that strangers read: ways to get in touch, sites, advertising, brokers. Pure.

People write around such checks: full-width digits, spaces and signs between them, Chinese numerals, 「点」 for a dot, 「薇信」 for
微信. The check reads what a person would read aloud. It decides nothing: what it finds is held for the operator's eye.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.db.models import TextChoices

from yuzhengdai.domain.demands.text_numbers import number_in


class Found(TextChoices):
    """Kinds of words that hold a demand; stored with it and shown to the operator."""

    PHONE = "phone", "电话号码"
    CHAT = "chat", "微信、QQ 等联系方式"
    SITE = "site", "网址或邮箱"
    ADVERTISING = "advertising", "广告用语"
    BROKER = "broker", "中介用语"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found; ``excerpt`` is as it reads after normalising, for the operator."""

    kind: Found
    excerpt: str


_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_TLD = "com|cn|net|org|top|xyz|vip|cc|app|info|site|shop|club|wang|link|io|me|co|biz|online|中国|公司|网络"
_SITE = re.compile(
    rf"https?\s*:|www\s*\.|(?<![a-z0-9-])(?!asp\.net)[a-z0-9-]*[a-z][a-z0-9-]*\s*\.\s*(?:{_TLD})(?![a-z0-9])"
    r"|(?<![0-9.])[0-9]{2,}\s*\.\s*(?:com|cn|net|org|cc|top)(?![a-z0-9])"
    r"|[a-z0-9._-]+\s*(?:@|#|艾特|\bat\b|\(at\)|圈a)\s*[a-z0-9-]+\s*\.",
    re.ASCII,
)
_DOTS = re.compile(r"\s*(?:[\[({<【〔]\s*(?:点|點|dot|\.)\s*[\])}>】〕]|点|點|dot|丶|。|｡|·)\s*(?=[a-z])")
_COMMA_DOT = re.compile(r"(?<=[a-z0-9])\s*[,、]\s*(?=(?:com|net|cn)(?![a-z0-9]))")
_PRODUCTS = re.compile(
    "企业微信(?!号|同号)|微信(?:小程序|支付|商城|小店|收款|收银|生态|接口|营销|端)(?!搜|关注|添加|扫|咨询|号|[:a-z0-9_]{5})"
    "|(?:微信)?公众(?:号|平台)(?:[和、及与]小程序)?(?:代?运营|开发|建设|系统|维护|推广)|we\\s?chat\\s?pay|奇瑞qq|qq[糖弹车肠]"
    "|(?<![a-z0-9加我:])(?:vx|wx)[ -]?[0-9]{2,5}[a-z]{0,2}(?![a-z0-9])"
)
"""Things that owners sell, buy and make, with the name of a chat in theirs. A chat id has at least six signs, a model fewer digits."""
_CHAT = re.compile(
    "(?<!小)微信|薇信|徽信|嶶信|溦信|微[心芯](?=号|同号|[:：]?[a-z][a-z0-9_]{5})|微xin|v信|威信号|[威维唯]信(?=同号|号|[a-z0-9_]{4})"
    "|wei信|微x(?!光|射)|weix(?:in|[0-9_])|we\\s?chat|vx|wx号|wx[:：]|(?<![a-z])wx(?:[a-z][a-z0-9_]{4}|[0-9]{6}|id)"
    "|(?<![添附外])加v(?!带|[a-z]?[型槽片粉素])|加个?[微薇徽](?!量|电|小|型|生|米|波|晶|孔|弱)"
    "|(?<!小)[微薇]我(?![司厂们省市县区公])|加q(?![0-9]{3}(?![0-9]))|qq|扣扣|企鹅号|企鹅(?=[0-9]{5})|抖音号|快手号|钉钉号|飞信号"
    "|支付宝账?号|telegram|whatsapp|小红书号|公众号|扫码加|卫星(?=同号|号[a-z0-9])|绿泡泡|绿色软件|纸飞机|飞机号|电报号|[vq]同号"
    "|(?:球球|秋秋|抠抠|蔻蔻|陌陌|钉钉|飞信)(?:账?号|群)?(?=[a-z0-9_]{5})|看?我(?:的)?(?:头像|主页|签名|简介|昵称)"
)
_CHAT_AS_WRITTEN = re.compile(
    r"(?<![a-z0-9])q(?:号|群)?\s*[:：]?\s*[1-9][0-9]{5}|\+\s*v\s*[:：]?\s*[a-z0-9_]{4}"
    r"|(?<![a-z0-9])v\s*[^\w\s./-]{1,3}\s*(?:[a-z][a-z0-9_]{4}|[0-9]{6})|陌陌(?:号|\s*[:：]?\s*[a-z0-9_]{3})"
)
"""Where the signs between are what tells."""
_ADVERTISING = re.compile(
    "秒批(?!次|量)|秒放(?!电|热|气|料)|秒下款|秒到账|(?<![面书钱沙红大小皮背烟荷])包过(?!期|筛|滤|磅|磨|程|度|敏|塑)|包下款"
    "|百分百下款|百分之百下款|100%下款|必下款|必过(?!水|程|筛|磅|滤|度)|无视征信|无视黑白|不看征信|黑户|白户可|不查征信|免征信"
    "|黑白户|无门槛(?!推拉|门|移门)|零门槛|全网最低|利率最低|限时优惠|免费咨询|欢迎咨询|详情咨询|咨询热线|联系我|联系电话|联系经理"
    "|联系客户经理|联系客服|(?<!外)来电(?:咨询|洽谈|可?详谈|联系|沟通|商谈|面谈|详聊)|可?来电详谈"
    "|(?<![导引以招诱所暴])致电(?!费|价|量|力|路|机|池|压|网|器|缆)|请电联|(?<![热风水光发火])电联(?!产|网|合|动|调)"
    "|私聊|详聊|(?<!无)私信(?!托)|(?<![增追参添施更外附])加我(?!厂|公司|司|们|省|市|县|区|国|方|社|店|院|校|村)"
    "|找我(?!厂|公司|司|们|省|市|县|区|国|方|社|店|院|校|村)|打我(?:电话|手机)|招代理|私下谈|私下联系|私下沟通"
    "|联系方式(?:见|在|看|是|如下|为)|留下?(?:您|你|个|一下)?的?(?:联系方式|电话|号码|手机)|下款快|下款率|当[天日]下款"
    "|不成功不收|不下款不收|联系[\u4e00-\u9fff]{1,2}(?:经理|专员|顾问|客服|老师|主任)"
)
_BROKER = re.compile(
    "(?<![房产屋劳务婚姻职业游])中介(?!效应|体)|助贷|代贷"
    "|代办(?!点|站|处|所|运|托运|报关|通关|收购|年检|车险)|包装(?:贷款|个人|企业|申请)*(?:资料|流水|征信|资质)|(?:资料|流水)可?以?包装"
    "|(?:养|刷|做|走)流水|内部渠道|内部关系|银行内部|(?:银行|行)里?面?有(?:熟?人|关系)|渠道费|好处费|服务费另|收服务费|手续费另"
    "|(?<![往折])返点(?!位)|(?<![台售货播卖])佣金|(?<![工售员件前])提成(?!本|品|果)|(?<![床坐靠脚鞋坡衬护])垫资(?!质|料|产|源)"
    "|(?<![经通驶面])过桥(?!米线|梁|洞|隧|涵|面)|(?<![一整成全几两二三四五六七八九十配外])套现|(?<![年时古近现当朝])代还"
    "|债务重组|债务优化|信贷经理合作|同行合作|助您贷款|专业贷款|贷款顾问|贷款咨询|中间人(?!工|员|口|流)|(?<![民家起邻])居间(?!房|隔|距|歇)"
    "|前期费用|征信修复|修复征信|征信(?:花|黑|差|不好)|(?:[收付要给]|只收)[一二两三四五六七八九十0-9]+个点|(?:放款|下款|批款|事成)后?再?(?:收费|付费|收|付)"
    "|(?<![a-z])ab贷|背债|背贷|强开额度|撸口子"
)
"""What brokers say; the words around tell a broker from a bed pad (床垫资质), a noodle dish (过桥米线) or a set of machines."""


def check_text(*texts: str) -> list[Finding]:
    """What is found in these texts together, each kind once, in the order of Found."""
    plain = "\n".join(_plain(text) for text in texts)
    close = re.sub(r"[\W_]+", "", plain)
    others = _PRODUCTS.sub("产品", plain)
    found = []
    for kind, excerpt in (
        (Found.PHONE, number_in(plain)),
        (
            Found.CHAT,
            _first(_CHAT, re.sub(r"[\W_]+", "", others))
            or _first(_CHAT, others)
            or _first(_CHAT_AS_WRITTEN, others),
        ),
        (
            Found.SITE,
            _first(_SITE, _COMMA_DOT.sub(".", _DOTS.sub(".", plain))) or _first(_SITE, _joined(plain)),
        ),
        (Found.ADVERTISING, _first(_ADVERTISING, close)),
        (Found.BROKER, _first(_BROKER, close)),
    ):
        if excerpt:
            found.append(Finding(kind, excerpt[:40]))
    return found


def _plain(text: str) -> str:
    """Half-width, lower case, nothing invisible."""
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).lower()


def _joined(plain: str) -> str:
    """Letters and dots drawn together: 「w w w . a b c . c o m」."""
    dotted = _DOTS.sub(".", plain)
    return re.sub(r"(?<=[a-z0-9.])[ \t_*-]+(?=[a-z0-9.])", "", dotted)


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found.group() if found else ""
