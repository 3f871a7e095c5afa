"""How people call what they do: words that find a 大类 of GB/T 4754, and what small firms are most often in."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from yuzhengdai.foundation.reference.industries import Industry, all_industries, choices

USUAL = ("51", "52", "62", "54", "50", "72", "65", "80", "01", "03", "13", "33", "34", "61")
"""大类 that a small firm chooses first: trade, food, transport, building, services, farming, works."""

_NEVER = frozenset({"91", "92", "93", "94", "97"})
"""Party and state organs, social security and international organisations: no enterprise of the platform is one."""

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "01": "种植 粮食 蔬菜 果树 花木 苗木 药材 茶叶 食用菌 家庭农场",
        "02": "林木 造林",
        "03": "养殖 养猪 生猪 养牛 肉牛 养羊 养鸡 家禽 奶牛",
        "04": "水产 养鱼 鱼塘",
        "05": "农机服务 植保 灌溉 农业服务",
        "13": "面粉 面业 粮油加工 饲料 屠宰 肉制品 榨油 薯",
        "14": "食品 糕点 速冻 饺子 方便面 乳品 调味",
        "15": "白酒 酒业 饮料 茶厂",
        "17": "纺织 棉纺 面料 家纺",
        "18": "服装 制衣 服饰",
        "19": "皮革 皮鞋 制鞋 箱包 羽绒",
        "20": "木材 板材 木业",
        "21": "家具 橱柜 家居",
        "22": "纸业 纸箱 造纸",
        "23": "印刷 包装印刷",
        "24": "玩具 工艺品 乐器 发制品",
        "26": "化工 涂料 化肥 日化",
        "27": "制药 药业 中药 医药",
        "29": "塑料 橡胶 塑胶",
        "30": "水泥 玻璃 陶瓷 建材 耐火材料 石材",
        "33": "五金 金属 模具 钢构 铝制品 门窗",
        "34": "机械 泵 阀门 轴承 机床",
        "35": "设备 农业机械 矿山机械 医疗器械 专用设备",
        "36": "汽车配件 汽配 车身",
        "38": "电气 电缆 电机 电线 电池 光伏",
        "39": "电子 通信设备 芯片",
        "43": "设备维修",
        "47": "房建 建筑 建设",
        "48": "市政 道路 土木 公路",
        "49": "安装 机电 消防 管道",
        "50": "装修 装饰 幕墙 园林",
        "51": "批发 贸易 商贸 经销 供应链 农资",
        "52": "零售 超市 便利店 商店 药店 网店 电商",
        "54": "物流 运输 货运 冷链 车队 客运",
        "59": "仓储 装卸 仓库",
        "60": "快递 邮政",
        "61": "酒店 宾馆 民宿 旅馆",
        "62": "餐饮 饭店 餐厅 小吃 烩面 胡辣汤 火锅 奶茶",
        "64": "互联网 平台 直播",
        "65": "软件 信息技术 系统集成 科技",
        "70": "物业 房产中介",
        "71": "租赁 设备租赁 汽车租赁",
        "72": "商务 咨询 广告 人力资源 会展 旅行社",
        "73": "研发 研究",
        "74": "检测 设计 测绘 监理",
        "75": "技术推广 技术服务",
        "77": "环保 污水 治理 固废",
        "78": "景区 园林绿化 保洁",
        "80": "美容 美发 理发 洗衣 家政 洗浴",
        "81": "汽修 修理 汽车维修 家电维修",
        "82": "宠物 其他服务",
        "83": "培训 学校 幼儿园",
        "84": "医院 诊所 门诊 口腔",
        "85": "养老 托育",
        "88": "文创 演出 文化",
        "89": "体育 健身",
        "90": "游乐 网吧 娱乐",
    }
)
"""Division → words beside its name."""


def enterprise_choices(chosen: str = "") -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """For a grouped select of an enterprise: what small firms choose first, then all by section. ``chosen`` is always among them."""
    groups = [
        (section, tuple(option for option in options if option[0] not in _NEVER or option[0] == chosen))
        for section, options in choices()
    ]
    usual = tuple((code, all_industries()[code].name) for code in USUAL)
    return [("小微企业常选", usual), *((section, options) for section, options in groups if options)]


def industry_of_name(name: str) -> Industry | None:
    """The 大类 that an enterprise's name tells (郑州示例面业有限公司 → 农副食品加工业); None where it tells none. A suggestion only.

    The last telling word counts: 机械设备商贸 is trade, 食品机械 makes machines.
    """
    best: tuple[int, int, str] | None = None
    for code, words in WORDS.items():
        for word in words.split():
            place = name.rfind(word)
            if place >= 0 and (best is None or (place + len(word), len(word)) > best[:2]):
                best = (place + len(word), len(word), code)
    return all_industries()[best[2]] if best else None
