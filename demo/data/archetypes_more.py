"""More kinds of products: industry, property, policy banks, guarantees, leases, small loans."""

from __future__ import annotations

from demo.data.archetypes import (
    ANYONE,
    BANKS,
    BASIC,
    BULLET,
    EQUAL,
    FARMERS,
    FIRMS,
    INTEREST,
    ORGANISED,
    PRINCIPAL,
    Archetype,
)
from yuzhengdai.domain.products.enums import GuaranteeMode as G
from yuzhengdai.domain.products.enums import ProductKind
from yuzhengdai.domain.products.enums import ProductTag as T

_INDUSTRY = (
    Archetype(
        "patent", ("科创知产贷", "专利质押贷", "知识产权贷", "研发贷", "科技人才贷"),
        "以专利权、商标权质押，按研发投入和专利评价核定额度，质押登记费由银行承担。",
        "高新技术企业、科技型中小企业、专精特新企业", (50, 500), (3.45, 1.05), (12, 36), (G.PLEDGE, G.CREDIT), (INTEREST, PRINCIPAL), (T.TECHNOLOGY, T.SUBSIDISED),
        ("state_bank", "joint_stock_bank", "city_bank"), ("henan", "age24", "verified", "no_dishonesty", "tax_b"),
        ("licence", "data", "statements", "patent"), ("identity", "tax", "registration"), entity_types=FIRMS, sectors=("C", "I", "M"), fee_set="pledge",
    ),
    Archetype(
        "specialised", ("专精特新贷", "小巨人信用贷", "科技积分贷", "智造贷"),
        "凭专精特新或科技企业积分认定直接授信，最高 1000 万元，无需抵押。",
        "省级以上专精特新中小企业", (100, 1000), (3.30, 1.00), (12, 36), (G.CREDIT,), (INTEREST, PRINCIPAL), (T.TECHNOLOGY, T.CREDIT),
        ("state_bank", "joint_stock_bank", "city_bank"), ("henan", "age36", "verified", "revenue1000", "tax_b"),
        ("licence", "data", "statements", "title"), ("identity", "tax", "social_insurance"), entity_types=FIRMS, sectors=("C", "I", "M"),
    ),
    Archetype(
        "equipment", ("设备更新贷", "技改贷", "智能装备贷", "设备购置贷"),
        "支持购置和更新生产设备，按设备价款的七成放款，受托支付给供应商，可享受省级设备更新贴息。",
        "实施设备更新和技术改造的企业", (50, 1000), (3.35, 1.05), (12, 60), (G.PLEDGE_REAL_ESTATE, G.GUARANTEE, G.GUARANTEE_COMPANY), (EQUAL, PRINCIPAL, INTEREST),
        (T.EQUIPMENT, T.SUBSIDISED), ("state_bank", "joint_stock_bank", "city_bank", "rural_bank"), ("henan", "age24", "verified", "electricity", "no_overdue"),
        ("licence", "data", "statements", "contract", "collateral?"), ("identity", "electricity", "tax"), entity_types=ORGANISED,
        sectors=("B", "C", "D", "E", "G"), fee_set="mortgage", rate_note="列入省级目录的设备，由财政另行补贴 1 个百分点",
    ),
    Archetype(
        "green", ("绿色改造贷", "节能减排贷", "光伏贷", "碳减排贷", "绿色工厂贷"),
        "用于节能改造、清洁能源和污染治理，按项目节能量给予利率优惠。",
        "实施节能、环保、新能源项目的企业", (30, 800), (3.50, 0.90), (12, 60), (G.CREDIT, G.PLEDGE_REAL_ESTATE, G.PLEDGE), (EQUAL, PRINCIPAL, INTEREST), (T.GREEN,),
        ("policy_bank", "state_bank", "joint_stock_bank", "city_bank"), ("henan", "age24", "verified", "electricity", "no_penalty"),
        ("licence", "data", "statements", "project"), ("identity", "electricity", "judicial"), entity_types=ORGANISED,
        sectors=("A", "C", "D", "E", "N"), fee_set="pledge",
    ),
    Archetype(
        "plant", ("厂房按揭贷", "园区厂房贷", "标准厂房贷"),
        "购买或建设自用厂房，首付三成，以所购厂房抵押。",
        "入驻省内产业园区的生产企业", (100, 2000), (3.60, 1.00), (36, 120), (G.PLEDGE_REAL_ESTATE,), (EQUAL, PRINCIPAL), (),
        ("state_bank", "city_bank", "rural_bank"), ("henan", "age24", "verified", "revenue500"),
        ("licence", "data", "statements", "collateral", "contract"), ("identity", "tax", "registration"), entity_types=FIRMS, sectors=("C", "G"),
        fee_set="mortgage", promise=(1, 3, 5),
    ),
    Archetype(
        "mortgage", ("房产抵押经营贷", "抵押快贷", "易押贷", "商铺抵押贷", "融易贷", "循环抵押贷"),
        "以住宅、商铺、厂房抵押，一次授信、循环使用，抵押登记和评估费由银行承担。",
        "有房产可供抵押的小微企业和个体工商户", (30, 1000), (3.55, 1.05), (12, 36), (G.PLEDGE_REAL_ESTATE,), (INTEREST, EQUAL), (T.RENEWAL,),
        BANKS, ("henan", "age12", "verified", "no_overdue"),
        ("licence", "data", "bank_flow", "collateral"), ("identity", "registration"), entity_types=ANYONE, fee_set="mortgage", is_revolving=True,
    ),
    Archetype(
        "renewal", ("无还本续贷", "接力贷", "连续贷", "续贷通"),
        "贷款到期前 1 个月提出，经审核后办理续贷，不需要先归还本金。",
        "在本机构有贷款余额、按时付息的企业", (10, 1000), (3.70, 1.20), (6, 36), (G.CREDIT, G.PLEDGE_REAL_ESTATE, G.GUARANTEE), (INTEREST, EQUAL), (T.RENEWAL,),
        ("state_bank", "city_bank", "rural_bank", "village_bank"), ("henan", "age24", "verified", "no_overdue"),
        ("licence", "data", "statements"), ("identity", "tax"), promise=(1, 2, 3),
    ),
    Archetype(
        "partner", ("银担惠企贷", "见贷即保贷", "总对总批量贷", "银担直通贷"),
        "银行与政府性融资担保机构合作，年化担保费率不超过 1%，抵押不足也能申请。",
        "抵押物不足的小微企业和三农主体", (30, 500), (3.60, 1.00), (12, 24), (G.GUARANTEE_COMPANY, G.COMBINED), (EQUAL, INTEREST), (T.SUBSIDISED,),
        ("state_bank", "joint_stock_bank", "city_bank", "rural_bank"), ("henan", "age12", "verified", "no_dishonesty"),
        ("licence", "data", "statements", "contract?"), ("identity", "tax", "judicial"), fee_set="partner",
    ),
)  # fmt: skip

_POLICY = (
    Archetype(
        "reserve", ("粮油储备贷", "农资储备贷"), "用于政策性粮油和农资的收储轮换，专户管理、库贷挂钩。",
        "承担储备任务的企业", (200, 5000), (2.85, 0.65), (6, 24), (G.PLEDGE, G.CREDIT), (BULLET, INTEREST), (T.AGRICULTURE,),
        ("policy_bank",), ("henan", "age36", "verified", "no_dishonesty"), ("licence", "data", "statements", "grain_record"),
        ("identity", "registration", "tax"), entity_types=FIRMS, sectors=("A", "C", "F", "G"),
    ),
    Archetype(
        "rural", ("乡村产业贷", "农田水利贷", "高标准农田贷"), "支持农业产业化、农田水利和农村基础设施，期限长、利率低。",
        "农业产业化龙头企业和项目单位", (500, 8000), (2.95, 0.75), (24, 120), (G.PLEDGE_REAL_ESTATE, G.GUARANTEE), (PRINCIPAL, EQUAL), (T.AGRICULTURE, T.GREEN),
        ("policy_bank",), ("henan", "age36", "verified", "revenue1000"), ("licence", "data", "statements", "project", "collateral"),
        ("identity", "registration", "tax"), entity_types=FIRMS, sectors=("A", "C", "N", "E"), fee_set="mortgage",
    ),
)  # fmt: skip

_GUARANTEES = (
    Archetype(
        "g_small", ("小微批量担保", "惠企保", "创业保", "首贷保"), "为小微企业向合作银行借款提供担保，政府性担保，见贷即保。",
        "单户 500 万元以内的小微企业", (10, 500), (0.50, 0.50), (6, 36), (G.GUARANTEE_COMPANY,), (EQUAL, INTEREST, BULLET), (T.SUBSIDISED, T.FIRST_LOAN),
        ("guarantee",), ("henan", "age12", "verified", "no_dishonesty"), ("licence", "data", "statements"),
        ("identity", "tax", "judicial"), kind=ProductKind.GUARANTEE, fee_set="guarantee", promise=(1, 2, 4), rate_note="首贷户前两年担保费由财政补助一半",
    ),
    Archetype(
        "g_tech", ("科创保", "专精特新保", "知产保"), "为科技型企业的信用贷款和知识产权质押贷款增信。",
        "科技型中小企业", (50, 1000), (0.60, 0.60), (12, 36), (G.GUARANTEE_COMPANY, G.COMBINED), (EQUAL, INTEREST), (T.TECHNOLOGY,),
        ("guarantee",), ("henan", "age24", "verified", "tax_b"), ("licence", "data", "statements", "patent"),
        ("identity", "tax"), entity_types=FIRMS, sectors=("C", "I", "M"), kind=ProductKind.GUARANTEE, fee_set="guarantee",
    ),
    Archetype(
        "g_farm", ("农担贷", "粮食规模经营保", "种养保"), "为农业适度规模经营主体提供担保，免抵押。",
        "种养大户、家庭农场、合作社和农业企业", (10, 300), (0.50, 0.30), (6, 36), (G.GUARANTEE_COMPANY,), (BULLET, INTEREST), (T.AGRICULTURE, T.SUBSIDISED),
        ("guarantee",), ("henan", "age12", "verified", "no_dishonesty"), ("licence", "data", "land"),
        ("identity", "registration"), entity_types=FARMERS, sectors=("A", "C"), kind=ProductKind.GUARANTEE, fee_set="guarantee",
    ),
    Archetype(
        "g_bond", ("投标保函", "履约保函", "工程保函"), "替代现金保证金，电子保函线上开具、当日可用。",
        "参与招投标和工程建设的企业", (1, 300), (0.80, 0.70), (3, 36), (G.CREDIT, G.GUARANTEE), (BULLET,), (T.PROCUREMENT, T.ONLINE),
        ("guarantee",), ("henan", "age12", "verified", "no_dishonesty"), ("licence", "data", "award"),
        ("identity", "judicial"), entity_types=ORGANISED, sectors=("E", "C", "F", "L"), kind=ProductKind.GUARANTEE, fee_set="guarantee", promise=(1, 1, 2),
    ),
)  # fmt: skip

_LEASES = (
    Archetype(
        "l_direct", ("设备直租", "装备直租", "新设备直租"), "按企业选定的设备和供应商直接购买后出租，租期届满以 100 元留购。",
        "购置生产设备的制造业企业", (50, 2000), (5.20, 1.60), (12, 60), (G.PLEDGE, G.GUARANTEE), (EQUAL, PRINCIPAL), (T.EQUIPMENT,),
        ("leasing",), ("henan", "age24", "verified", "revenue500"), ("licence", "data", "statements", "contract"),
        ("identity", "electricity", "tax"), entity_types=FIRMS, sectors=("B", "C", "D", "E"), kind=ProductKind.LEASING, fee_set="leasing",
    ),
    Archetype(
        "l_back", ("设备售后回租", "生产线回租", "存量设备回租"), "以自有设备融资并继续使用，盘活存量资产。",
        "有自有设备的生产企业", (100, 3000), (5.60, 1.80), (12, 36), (G.PLEDGE, G.COMBINED), (EQUAL, PRINCIPAL), (T.EQUIPMENT,),
        ("leasing",), ("henan", "age36", "verified", "revenue1000"), ("licence", "data", "statements", "equipment_list"),
        ("identity", "electricity", "tax"), entity_types=FIRMS, sectors=("C", "Q"), kind=ProductKind.LEASING, fee_set="leasing",
    ),
    Archetype(
        "l_vehicle", ("冷链车辆租赁", "新能源车租赁", "工程机械租赁"), "用于冷链车、新能源商用车和工程机械，首付两成起。",
        "物流、建筑和市政服务企业", (20, 500), (5.80, 1.90), (12, 48), (G.PLEDGE,), (EQUAL,), (T.GREEN, T.EQUIPMENT),
        ("leasing",), ("henan", "age12", "verified", "no_dishonesty"), ("licence", "data", "contract", "permit?"),
        ("identity", "registration"), entity_types=ORGANISED, sectors=("G", "E", "N"), kind=ProductKind.LEASING, fee_set="leasing", promise=(1, 2, 3),
    ),
)  # fmt: skip

_SMALL = (
    Archetype(
        "m_turn", ("商户周转贷", "随借随还贷", "流水贷"), "按收款流水核定额度，按日计息、随借随还。",
        "经营满 6 个月的商户", (1, 50), (9.60, 4.40), (1, 12), (G.CREDIT, G.GUARANTEE), (INTEREST, BULLET), (T.CREDIT,),
        ("microcredit",), ("henan", "age6", "verified", "no_overdue"), ("licence", "data", "bank_flow"),
        ("identity", "registration"), is_revolving=True, promise=(1, 1, 2),
    ),
    Archetype(
        "m_farm", ("农资赊购贷", "种养小贷", "秋收小贷"), "用于购买种子、化肥、饲料，收获后一次归还。",
        "种养户和农资经销商", (1, 30), (9.20, 3.80), (3, 12), (G.GUARANTEE, G.CREDIT), (BULLET, INTEREST), (T.AGRICULTURE,),
        ("microcredit",), ("henan", "age6", "verified", "no_overdue"), ("licence", "data", "land?"),
        ("identity",), entity_types=FARMERS, sectors=("A", "F"), promise=(1, 1, 3),
    ),
    Archetype(
        "m_shop", ("店铺装修贷", "档口贷", "集市贷"), "用于店面装修、添置设备和节前备货。",
        "批发市场、商场和集市经营者", (1, 100), (9.90, 4.10), (3, 24), (G.CREDIT, G.PLEDGE, G.GUARANTEE), (EQUAL, INTEREST), (),
        ("microcredit",), ("henan", "age6", "verified", "electricity"), ("licence", "data", "lease"),
        ("identity", "electricity"), sectors=("F", "H", "O"), promise=(1, 2, 3),
    ),
)  # fmt: skip

ARCHETYPES: tuple[Archetype, ...] = BASIC + _INDUSTRY + _POLICY + _GUARANTEES + _LEASES + _SMALL

SHOWCASE: dict[str, tuple[str, ...]] = {
    "songyue": (
        "merchant",
        "equipment",
        "export",
        "patent",
        "tax",
        "mortgage",
        "green",
        "procurement",
        "first",
    ),
    "yishui": ("electricity", "planting", "renewal", "special", "first", "mortgage", "breeding"),
    "heluo": ("social", "specialised", "equipment", "chain", "merchant", "partner", "tax"),
    "bianhe": ("procurement", "tourism", "merchant", "mortgage", "logistics", "electricity"),
    "yuhe": ("grain", "planting", "breeding", "startup", "first", "partner", "equipment"),
    "tianzhong": ("patent", "specialised", "merchant", "green", "social", "renewal"),
    "huanghuai": ("green", "chain", "plant", "electricity", "grain", "tourism"),
    "wanshui": ("first", "special", "electricity", "merchant", "renewal", "planting"),
    "huaiyuan": ("special", "planting", "merchant", "tourism"),
    "nongzhen": ("reserve", "rural", "grain", "green"),
    "maoda": ("export", "green"),
    "luoyi": ("tourism", "electricity", "mortgage", "startup"),
}
"""Which kinds the institutions drawn on the home page offer; the first takes the first name of its kind."""
