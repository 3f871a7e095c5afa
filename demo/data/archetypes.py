"""What kinds of products there are; each institution offers some of them under names of its own."""

from __future__ import annotations

from dataclasses import dataclass, field

from yuzhengdai.domain.enterprises.enums import EntityType
from yuzhengdai.domain.products.enums import GuaranteeMode as G
from yuzhengdai.domain.products.enums import ProductKind
from yuzhengdai.domain.products.enums import ProductTag as T
from yuzhengdai.domain.products.enums import RepaymentMethod as R

COMPANY, SOLE, COOP = EntityType.COMPANY, EntityType.SOLE_PROPRIETOR, EntityType.COOPERATIVE
PARTNER, SOLE_INVESTMENT = EntityType.PARTNERSHIP, EntityType.SOLE_INVESTMENT

ORGANISED = (COMPANY, PARTNER, SOLE_INVESTMENT)
FIRMS = (COMPANY,)
ANYONE = (COMPANY, SOLE, COOP, PARTNER, SOLE_INVESTMENT)
FARMERS = (COMPANY, SOLE, COOP)

EQUAL, PRINCIPAL, INTEREST, BULLET = (
    R.EQUAL_INSTALMENT, R.EQUAL_PRINCIPAL, R.INTEREST_FIRST, R.BULLET,
)  # fmt: skip
BANKS = ("state_bank", "joint_stock_bank", "city_bank", "rural_bank", "village_bank")


@dataclass(frozen=True, slots=True)
class Archetype:
    """One kind of product. Amounts in 万元, terms in months, ``rate`` the lowest of a city bank with the width above it.

    ``rules`` and ``materials`` name entries of data.conditions; ``sectors`` are sections of GB/T 4754, () for all.
    ``fee_set`` names a table of data.conditions too.
    """

    key: str
    names: tuple[str, ...]
    summary: str
    audience: str
    amount: tuple[int, int]
    rate: tuple[float, float]
    term: tuple[int, int]
    guarantees: tuple[G, ...]
    repayments: tuple[R, ...]
    tags: tuple[T, ...]
    offered_by: tuple[str, ...]
    rules: tuple[str, ...]
    materials: tuple[str, ...]
    data_items: tuple[str, ...]
    entity_types: tuple[EntityType, ...] = ANYONE
    sectors: tuple[str, ...] = ()
    kind: ProductKind = ProductKind.LOAN
    fee_set: str = "plain"
    is_revolving: bool = False
    promise: tuple[int, int, int] = (1, 3, 5)
    rate_note: str = field(default="")


_CREDIT = (
    Archetype(
        "merchant", ("惠商信用贷", "商户信用贷", "小微惠企贷", "兴商贷", "益商信用贷", "旺铺贷", "经营信用贷", "通商快贷", "小微日日贷"),
        "面向省内正常经营的小微企业和个体工商户，用于采购、工资、租金等日常周转，不需要抵押物，按纳税、用电、社保数据核定额度。",
        "注册满 2 年、经营正常的小微企业和个体工商户", (20, 300), (3.65, 1.20), (6, 24), (G.CREDIT,), (EQUAL, PRINCIPAL, INTEREST),
        (T.SUBSIDISED, T.CREDIT), BANKS, ("henan", "age24", "verified", "electricity", "tax_b"),
        ("licence", "data", "statements", "contract?"), ("identity", "electricity", "social_insurance", "tax"),
        promise=(1, 2, 3), rate_note="符合省级贴息条件的，由财政另行补贴 1 个百分点",
    ),
    Archetype(
        "electricity", ("电力e融", "用电信用贷", "电e贷", "电费快贷", "光明贷", "电链通"),
        "按企业近 24 个月用电量和缴费记录核定额度，授权查询后线上审批，不需要报表。",
        "用电户号满 12 个月、按时缴费的企业", (10, 200), (3.90, 1.30), (6, 12), (G.CREDIT,), (INTEREST, EQUAL),
        (T.CREDIT, T.FIRST_LOAN, T.ONLINE), BANKS, ("henan", "age12", "verified", "electricity"),
        ("licence", "data"), ("identity", "electricity"), is_revolving=True, promise=(1, 1, 2),
    ),
    Archetype(
        "social", ("社保惠企贷", "稳岗贷", "人社信用贷", "用工贷", "稳岗惠民贷"),
        "按连续缴纳社保的人数核定额度，用于支付工资和日常经营，稳岗扩岗的企业利率更低。",
        "连续缴纳社保满 12 个月、参保 5 人以上的企业", (10, 150), (3.80, 1.20), (12, 24), (G.CREDIT,), (EQUAL, INTEREST),
        (T.CREDIT,), ("state_bank", "city_bank", "rural_bank"), ("henan", "age24", "verified", "social", "staff5"),
        ("licence", "data", "statements?"), ("identity", "social_insurance"), entity_types=ORGANISED,
    ),
    Archetype(
        "tax", ("税易融", "银税互动贷", "纳税e贷", "税信贷", "云税贷", "税务通"),
        "凭纳税信用等级和近两年纳税额核定额度，线上申请、随借随还。",
        "纳税信用 B 级及以上、近两年连续纳税的企业", (10, 300), (3.75, 1.25), (6, 12), (G.CREDIT,), (INTEREST, BULLET),
        (T.CREDIT, T.ONLINE), ("state_bank", "joint_stock_bank", "city_bank"), ("henan", "age24", "verified", "tax_b", "no_overdue"),
        ("licence", "data"), ("identity", "tax"), entity_types=ORGANISED, is_revolving=True, promise=(1, 2, 3),
    ),
    Archetype(
        "first", ("首贷启航贷", "首贷直通车", "起步贷", "首户贷", "新苗贷", "首贷培植贷"),
        "面向从未在银行借过款的经营主体，专人辅导建立账务，首贷户可申请担保费补助。",
        "在银行没有贷款记录的小微企业和个体工商户", (5, 100), (4.10, 1.40), (12, 36), (G.CREDIT, G.GUARANTEE), (EQUAL, INTEREST),
        (T.FIRST_LOAN, T.SUBSIDISED), BANKS, ("henan", "age12", "verified", "first_loan"),
        ("licence", "data", "bank_flow", "lease?"), ("identity", "electricity", "registration"), promise=(1, 3, 5),
    ),
    Archetype(
        "startup", ("创业担保贷", "青创贷", "返乡创业贷", "扶业贷", "新市民创业贷"),
        "面向返乡创业、高校毕业生和退役军人创办的经营主体，符合条件的由财政贴息。",
        "创业 6 个月以上、吸纳就业的经营主体", (5, 60), (3.45, 1.00), (12, 36), (G.GUARANTEE, G.GUARANTEE_COMPANY), (EQUAL, INTEREST),
        (T.FIRST_LOAN, T.SUBSIDISED), ("state_bank", "rural_bank", "village_bank"), ("henan", "age6", "verified", "no_overdue"),
        ("licence", "data", "lease", "bank_flow?"), ("identity", "social_insurance"), promise=(1, 3, 5),
        rate_note="财政贴息后，承担不低于 LPR 减 150 个基点的部分",
    ),
)  # fmt: skip

_TRADE = (
    Archetype(
        "procurement", ("政采订单贷", "政府采购贷", "中标贷", "政采e贷"),
        "凭政府采购中标通知书和合同申请，按合同金额的七成核定额度，回款直接还款。",
        "政府采购中标供应商", (20, 300), (3.55, 1.05), (3, 12), (G.CREDIT, G.PLEDGE), (INTEREST, BULLET), (T.PROCUREMENT, T.CREDIT),
        ("state_bank", "joint_stock_bank", "city_bank"), ("henan", "age12", "verified", "no_dishonesty"),
        ("licence", "data", "award", "contract"), ("identity", "judicial"), entity_types=ORGANISED, promise=(1, 2, 3),
    ),
    Archetype(
        "chain", ("链上订单贷", "应收账款贷", "供应链e贷", "链企通", "核心企业订单贷", "货款通"),
        "以对核心企业的应收账款或订单为还款来源，线上确权，随货款到账归还。",
        "省内制造业、商贸业核心企业的供应商", (50, 1000), (3.70, 1.20), (3, 12), (G.PLEDGE,), (BULLET, INTEREST), (T.SUPPLY_CHAIN,),
        ("state_bank", "joint_stock_bank", "city_bank"), ("henan", "age12", "verified", "no_dishonesty"),
        ("licence", "data", "contract", "invoices"), ("identity", "tax"), entity_types=ORGANISED, sectors=("C", "E", "F", "G"),
    ),
    Archetype(
        "export", ("出口订单贷", "外贸订单融资", "跨境易贷", "出口信保贷"),
        "按出口订单或出口信用保险保单核定额度，支持美元结算，收汇后还款。",
        "有出口实绩的生产和贸易企业", (50, 800), (3.40, 1.10), (3, 12), (G.PLEDGE, G.CREDIT), (BULLET, INTEREST), (T.EXPORT,),
        ("policy_bank", "state_bank", "joint_stock_bank", "city_bank"), ("henan", "age24", "verified", "revenue500"),
        ("licence", "data", "contract", "customs"), ("identity", "tax", "registration"), entity_types=FIRMS, sectors=("C", "F"),
    ),
    Archetype(
        "logistics", ("货运物流贷", "运费贷", "冷链车队贷", "物流周转贷"),
        "按运输合同和运单核定额度，用于油费、路桥费和车辆购置首付。",
        "取得道路运输许可的物流企业和车队", (10, 200), (4.20, 1.30), (6, 24), (G.CREDIT, G.PLEDGE), (EQUAL, INTEREST), (T.SUPPLY_CHAIN,),
        ("city_bank", "rural_bank", "village_bank"), ("henan", "age12", "verified", "no_dishonesty"),
        ("licence", "data", "permit", "contract"), ("identity", "electricity"), sectors=("G",),
    ),
    Archetype(
        "tourism", ("文旅商户贷", "古城文创贷", "餐饮民宿贷", "文旅e贷"),
        "面向景区、民宿、餐饮、文创经营者，按收单流水核定额度，淡季可只还利息。",
        "景区周边和历史街区的经营主体", (5, 100), (4.15, 1.35), (6, 36), (G.CREDIT, G.GUARANTEE), (INTEREST, EQUAL), (T.CREDIT,),
        ("city_bank", "rural_bank", "village_bank"), ("henan", "age12", "verified", "electricity"),
        ("licence", "data", "bank_flow", "lease"), ("identity", "electricity"), sectors=("H", "R", "F", "N"),
    ),
)  # fmt: skip

_FARM = (
    Archetype(
        "grain", ("粮企收购贷", "粮食收储贷", "麦收贷", "秋粮收购贷", "粮食加工贷"),
        "支持夏粮、秋粮收购和加工，按库存监管放款，随销随还。",
        "取得粮食收购备案的企业和合作社", (30, 500), (4.05, 1.25), (6, 12), (G.PLEDGE, G.GUARANTEE_COMPANY), (BULLET, INTEREST), (T.AGRICULTURE,),
        ("policy_bank", "rural_bank", "village_bank", "city_bank"), ("henan", "age24", "verified", "no_dishonesty"),
        ("licence", "data", "statements", "grain_record"), ("identity", "tax", "electricity"), entity_types=FARMERS, sectors=("A", "C", "F"),
        promise=(1, 2, 3),
    ),
    Archetype(
        "planting", ("兴农贷", "种植贷", "惠农快贷", "春耕贷", "富农贷", "乡村振兴贷"),
        "用于种苗、化肥、农机和土地流转，还款期随农时安排。",
        "种植大户、家庭农场和农民专业合作社", (5, 100), (4.30, 1.50), (6, 36), (G.CREDIT, G.GUARANTEE), (BULLET, INTEREST), (T.AGRICULTURE, T.FIRST_LOAN),
        ("state_bank", "rural_bank", "village_bank"), ("henan", "age12", "verified", "no_dishonesty"),
        ("licence", "data", "land"), ("identity", "registration"), entity_types=FARMERS, sectors=("A",), promise=(1, 2, 4),
    ),
    Archetype(
        "breeding", ("畜牧活体抵押贷", "生猪活体贷", "肉牛贷", "畜禽活体贷"),
        "以生猪、肉牛、奶牛等活体作抵押，耳标在线监管，出栏后还款。",
        "规模养殖场和养殖合作社", (20, 300), (4.35, 1.35), (6, 24), (G.PLEDGE_REAL_ESTATE, G.COMBINED), (BULLET, INTEREST), (T.AGRICULTURE,),
        ("rural_bank", "village_bank", "city_bank"), ("henan", "age12", "verified", "no_dishonesty"),
        ("licence", "data", "livestock", "insurance"), ("identity", "electricity"), entity_types=FARMERS, sectors=("A",), fee_set="mortgage",
    ),
    Archetype(
        "special", ("怀药产业贷", "毛尖茶业贷", "花木贷", "食用菌贷", "果品贮藏贷", "艾草产业贷"),
        "围绕一县一业的特色产业，按收购季节一次授信、分次用款。",
        "特色种植、加工、贮藏经营主体", (10, 200), (4.10, 1.30), (6, 24), (G.CREDIT, G.GUARANTEE_COMPANY), (INTEREST, BULLET), (T.AGRICULTURE,),
        ("rural_bank", "village_bank"), ("henan", "age12", "verified", "electricity"),
        ("licence", "data", "contract?", "bank_flow"), ("identity", "electricity"), entity_types=FARMERS, sectors=("A", "C", "F", "G"),
        is_revolving=True,
    ),
)  # fmt: skip

BASIC = _CREDIT + _TRADE + _FARM
