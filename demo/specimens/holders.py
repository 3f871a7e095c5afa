"""Invented people and enterprises for specimens: nobody's data, with right check digits, the same for the same seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from yuzhengdai.foundation.core.check_digits import (
    USCC_ALPHABET,
    id_number_check_digit,
    organisation_code_check_digit,
    uscc_check_digit,
)

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马"
    "苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹"
)
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红建文辉力国庆海燕鹏飞雪梅琳晨曦子涵浩宇轩梓睿欣怡佳慧"
    "志远博思源景行嘉懿钰瑶璇珺煜烨炜翊昊昱晟骁骏麒麟鑫淼焱垚森韬略毅恒恺悦愉婷婉嫣妍姝菲蓉莉蔓薇岚峥嵘巍钊铭锴"
)
_MINORITY = (
    ("阿卜杜拉·买买提", "维吾尔"),
    ("古丽娜尔·艾尼瓦尔", "维吾尔"),
    ("扎西·次仁", "藏"),
    ("叶尔江·赛力克", "哈萨克"),
    ("乌云其木格", "蒙古"),
)
_ETHNICITIES = (
    *("汉",) * 14,
    *(
        "回",
        "满",
        "蒙古",
        "土家",
        "苗",
        "彝",
        "壮",
        "布依",
        "朝鲜",
        "侗",
        "瑶",
        "白",
        "锡伯",
        "达斡尔",
        "仡佬",
        "羌",
    ),
)
#: County code, province with city, county.
_PLACES = (
    ("410105", "河南省郑州市", "金水区"),
    ("410102", "河南省郑州市", "中原区"),
    ("410122", "河南省", "中牟县"),
    ("410302", "河南省洛阳市", "老城区"),
    ("410411", "河南省平顶山市", "湛河区"),
    ("410526", "河南省", "滑县"),
    ("411002", "河南省许昌市", "魏都区"),
    ("411481", "河南省", "永城市"),
    ("411503", "河南省信阳市", "平桥区"),
    ("410881", "河南省", "济源市"),
    ("130102", "河北省石家庄市", "长安区"),
    ("370211", "山东省青岛市", "黄岛区"),
    ("420111", "湖北省武汉市", "洪山区"),
    ("340203", "安徽省芜湖市", "弋江区"),
    ("610113", "陕西省西安市", "雁塔区"),
    ("653101", "新疆喀什市", "帕哈太克里乡"),
    ("110101", "北京市", "东城区"),
    ("450102", "广西南宁市", "兴宁区"),
)
_ROADS = "花园路 农业路东 文化路 经三路 建设西路 人民路 航海东路 嵩山南路 黄河路 龙门大道 中州中路 商务外环路".split()
_ESTATES = "阳光家园 翠湖花苑 锦绣江南 书香名邸 豫园小区 瀚海晴宇 绿城百合 国贸新领地".split()
_VILLAGES = "示例庄 王店 小李庄 石桥 柳园口 双楼 前营 大吴村 马头岗".split()
_TRADES = (
    (
        "科技",
        "软件开发；信息系统集成服务；技术服务、技术开发、技术咨询、技术交流、技术转让、技术推广；计算机软硬件及辅助设备零售",
    ),
    (
        "商贸",
        "日用百货销售；针纺织品销售；五金产品零售；家用电器销售；办公用品销售；食品销售（仅销售预包装食品）",
    ),
    (
        "农业发展",
        "谷物种植；蔬菜种植；农副产品销售；农业机械服务；化肥销售；肥料销售；与农业生产经营有关的技术、信息、设施建设运营等服务",
    ),
    (
        "建筑工程",
        "许可项目：建设工程施工；施工专业作业。一般项目：园林绿化工程施工；土石方工程施工；建筑材料销售；建筑工程机械与设备租赁",
    ),
    (
        "机械制造",
        "通用设备制造（不含特种设备制造）；机械零件、零部件加工；金属制品销售；货物进出口；技术进出口",
    ),
    (
        "食品",
        "许可项目：食品生产；食品销售。一般项目：农产品的生产、销售、加工、运输、贮藏及其他相关服务；食品互联网销售（仅销售预包装食品）",
    ),
    (
        "物流",
        "道路货物运输（不含危险货物）；国内货物运输代理；普通货物仓储服务（不含危险化学品等需许可审批的项目）；装卸搬运",
    ),
    (
        "新材料",
        "新材料技术研发；合成材料销售；电子专用材料制造；电子专用材料销售；石墨及碳素制品制造；耐火材料生产；耐火材料销售",
    ),
)
_WORDS = "恒信 鼎盛 瑞丰 华豫 中原 嵩岳 金穗 德润 博远 汇通 众诚 云启 天瑞 永昌 盛世 正阳 佳禾 启明".split()
_CLAUSE = "（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）"
_CLAUSE_PERMIT = (
    "（依法须经批准的项目，经相关部门批准后方可开展经营活动，具体经营项目以相关部门批准文件或许可证件为准）"
)
_HAN_DIGITS = "零壹贰叁肆伍陆柒捌玖"


@dataclass(frozen=True, slots=True)
class Person:
    """Who an ID card is made out to. ``valid_until`` None prints 长期."""

    name: str
    sex: str
    ethnicity: str
    born_on: date
    address: str
    number: str
    authority: str
    valid_from: date
    valid_until: date | None

    def front(self) -> dict[str, str]:
        """What a reading of the front should say."""
        return {
            "person_name": self.name,
            "sex": self.sex,
            "ethnicity": self.ethnicity,
            "born_on": self.born_on.isoformat(),
            "id_address": self.address,
            "id_number": self.number,
        }

    def back(self) -> dict[str, str]:
        """What a reading of the back should say."""
        until = "长期" if self.valid_until is None else self.valid_until.isoformat()
        return {
            "issuing_authority": self.authority,
            "valid_from": self.valid_from.isoformat(),
            "valid_until": until,
        }


@dataclass(frozen=True, slots=True)
class Enterprise:
    """Who a licence is made out to. Empty texts are not printed; ``kind`` is a key of ``KINDS``."""

    kind: str
    uscc: str
    name: str
    type_text: str
    representative: str
    capital_text: str
    established_on: date
    period_text: str
    address: str
    scope: str
    form_text: str
    authority: str
    issued_on: date

    def licence(self) -> dict[str, str]:
        """What a reading of the licence should say."""
        read = {
            "uscc": self.uscc,
            "name": self.name,
            "entity_type_text": self.type_text,
            "legal_representative_name": self.representative,
            "registered_capital_text": self.capital_text,
            "established_on": self.established_on.isoformat(),
            "valid_period_text": self.period_text,
            "registered_address": self.address,
            "business_scope": self.scope,
        }
        return {key: value for key, value in read.items() if value}


#: Kind → first two characters of the code, types, chance of being drawn.
KINDS: dict[str, tuple[str, tuple[str, ...], float]] = {
    "company": (
        "91",
        (
            "有限责任公司(自然人独资)",
            "有限责任公司(自然人投资或控股)",
            "其他有限责任公司",
            "有限责任公司（自然人投资或控股的法人独资）",
            "有限责任公司(非自然人投资或控股的法人独资)",
            "其他股份有限公司(非上市)",
        ),
        0.55,
    ),
    "sole_trader": ("92", ("个体工商户",), 0.2),
    "partnership": ("91", ("有限合伙企业", "普通合伙企业"), 0.08),
    "proprietorship": ("91", ("个人独资企业",), 0.05),
    "branch": ("91", ("有限责任公司分公司(自然人投资或控股)", "其他有限责任公司分公司"), 0.06),
    "cooperative": ("93", ("农民专业合作社",), 0.06),
}


def person(seed: int | str = 0) -> Person:
    """An invented person, adult, with a card that is valid in 2026."""
    rng = random.Random(f"specimen-person:{seed}")
    code, city, county = rng.choice(_PLACES)
    born_on = date(1958, 1, 1) + timedelta(days=rng.randrange(47 * 365))
    sex = rng.choice("男女")
    if rng.random() < 0.05:
        name, ethnicity = rng.choice(_MINORITY)
    else:
        name = rng.choice(_SURNAMES) + "".join(rng.choices(_GIVEN, k=rng.choice((1, 2, 2, 2))))
        ethnicity = rng.choice(_ETHNICITIES)
    sequence = rng.randrange(0, 499) * 2 + (1 if sex == "男" else 2)
    first_17 = f"{code}{born_on:%Y%m%d}{sequence:03d}"
    valid_from = date(2012, 1, 1) + timedelta(days=rng.randrange(13 * 365))
    years = 10 if valid_from.year > 2016 else 20
    until = None if born_on.year < 1975 and rng.random() < 0.6 else _years_on(valid_from, years)
    place = county if county.endswith(("县", "市")) else city + county
    authority = (
        f"{place.removeprefix('河南省')}公安局"
        if rng.random() < 0.5
        else f"{city[3:] or city}公安局{county}分局"
    )
    number = first_17 + id_number_check_digit(first_17)
    return Person(
        name, sex, ethnicity, born_on, _home(rng, city + county), number, authority, valid_from, until
    )


def enterprise(seed: int | str = 0, kind: str | None = None) -> Enterprise:
    """An invented enterprise; its name says 示例. ``kind`` as in ``KINDS``, drawn when absent."""
    rng = random.Random(f"specimen-enterprise:{seed}:{kind}")
    if kind is None:
        kind = rng.choices(list(KINDS), weights=[row[2] for row in KINDS.values()])[0]
    prefix, types, _ = KINDS[kind]
    code, city, county = rng.choice(_PLACES)
    trade, scope = rng.choice(_TRADES)
    town = city.removeprefix("河南省").removesuffix("市") or county[:-1]
    name = _enterprise_name(rng, kind, town, county, trade)
    scope += rng.choice(("", _CLAUSE, _CLAUSE, _CLAUSE_PERMIT))
    established = date(2003, 1, 1) + timedelta(days=rng.randrange(22 * 365))
    capital = "" if kind in {"sole_trader", "branch"} else _capital(rng)
    return Enterprise(
        kind=kind,
        uscc=_uscc(rng, prefix, code),
        name=name,
        type_text=rng.choice(types),
        representative=rng.choice(_SURNAMES) + "".join(rng.choices(_GIVEN, k=rng.choice((1, 2, 2)))),
        capital_text=capital,
        established_on=established,
        # Licences of recent years print no period any more.
        period_text="" if kind == "sole_trader" or rng.random() < 0.35 else _period(rng, established),
        address=_office(rng, city + county),
        scope=scope,
        form_text="个人经营" if kind == "sole_trader" else "",
        authority=f"{(city + county).removeprefix('河南省')}市场监督管理局",
        issued_on=established + timedelta(days=rng.randrange(400)),
    )


def _enterprise_name(rng: random.Random, kind: str, town: str, county: str, trade: str) -> str:
    word = rng.choice(_WORDS)
    if kind == "sole_trader":
        return f"{county}{word}示例{rng.choice(('百货商行', '餐饮店', '电器维修部', '便利店', '五金建材经营部'))}"
    if kind == "partnership":
        return f"{town}{word}示例{rng.choice(('企业管理合伙企业（有限合伙）', '会计师事务所（普通合伙）', '股权投资中心（有限合伙）'))}"
    if kind == "proprietorship":
        return f"{town}{word}示例{trade}服务部"
    if kind == "cooperative":
        return f"{county}{word}示例{rng.choice(('种植', '养殖', '农机服务'))}农民专业合作社"
    company = rng.choice((f"{town}{word}示例{trade}有限公司", f"{word}示例{trade}（{town}）有限公司"))
    return company + (f"{rng.choice(('第一', county[:2]))}分公司" if kind == "branch" else "")


def _uscc(rng: random.Random, prefix: str, region: str) -> str:
    letters = USCC_ALPHABET
    body = ("MA" if rng.random() < 0.7 else "".join(rng.choices("0123456789", k=2))) + "".join(
        rng.choices(letters if rng.random() < 0.6 else "0123456789", k=6)
    )
    first_17 = prefix + region + body + organisation_code_check_digit(body)
    return first_17 + uscc_check_digit(first_17)


def _years_on(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _home(rng: random.Random, place: str) -> str:
    if rng.random() < 0.35:
        return f"{place}{rng.choice(_VILLAGES)}镇{rng.choice(_VILLAGES)}{rng.randrange(1, 19)}号"
    address = f"{place}{rng.choice(_ROADS)}{rng.randrange(1, 320)}号"
    if rng.random() < 0.3:
        address += rng.choice(_ESTATES)
    tail = f"{rng.randrange(1, 40)}号楼"
    tail += rng.choice(
        (f"{rng.randrange(1, 5)}单元{rng.randrange(1, 30)}号", f"附{rng.randrange(1, 90)}号", "")
    )
    return address + (tail if rng.random() < 0.8 else f"院{rng.randrange(1, 9)}号")


def _office(rng: random.Random, place: str) -> str:
    address = f"{place}{rng.choice(_ROADS)}{rng.randrange(1, 320)}号"
    return address + rng.choice(
        (
            f"{rng.choice(_ESTATES)}{rng.randrange(1, 20)}号楼{rng.randrange(1, 30)}层{rng.randrange(101, 2900)}号",
            f"示例大厦A座{rng.randrange(1, 33)}层{rng.randrange(101, 3300)}室",
            f"与{rng.choice(_ROADS)}交叉口向南{rng.randrange(1, 9) * 50}米路东",
            f"产业园{rng.randrange(1, 9)}号厂房",
            f"{rng.randrange(1, 9)}幢{rng.randrange(1, 5)}单元{rng.randrange(1, 30)}层{rng.randrange(1, 9)}号（自主申报）",
        )
    )


def _capital(rng: random.Random) -> str:
    amount = rng.choice((10, 30, 50, 100, 200, 300, 500, 600, 1000, 2000, 5000))
    style = rng.random()
    if style < 0.5:
        return f"{_han(amount)}万圆整" if style < 0.25 else f"{_han(amount)}万元整"
    return f"{amount}万元人民币" if style < 0.8 else f"人民币{amount}.000000万元"


def _han(amount: int) -> str:
    text = ""
    for unit, word in ((1000, "仟"), (100, "佰"), (10, "拾")):
        digit, amount = divmod(amount, unit)
        text += f"{_HAN_DIGITS[digit]}{word}" if digit else ""
    return text + (_HAN_DIGITS[amount] if amount else "")


def _period(rng: random.Random, start: date) -> str:
    style = rng.random()
    if style < 0.3:
        return "长期"
    end = "长期" if style < 0.55 else _han_date(_years_on(start, rng.choice((10, 20, 30))))
    return f"{_han_date(start)}至{end}"


def _han_date(day: date) -> str:
    return f"{day.year}年{day.month:02d}月{day.day:02d}日"
