"""Invented institutions. Any likeness of a name to a real institution is unintended; the site's footer says 示例."""

from __future__ import annotations

from dataclasses import dataclass

ALL = "all"


@dataclass(frozen=True, slots=True)
class InstitutionRow:
    """``cities``: "all", or the cities with a branch as short names; the first one has the head office."""

    slug: str
    name: str
    short_name: str
    kind: str
    seal: str
    tone: int
    home: str
    cities: str
    product_count: int
    about: str


_P, _S, _J, _C, _R, _V = (
    "policy_bank", "state_bank", "joint_stock_bank", "city_bank", "rural_bank", "village_bank",
)  # fmt: skip
_G, _L, _M = "guarantee", "leasing", "microcredit"

ROWS: tuple[InstitutionRow, ...] = (
    InstitutionRow("songyue", "嵩岳银行", "嵩岳银行", _C, "嵩", 1, "郑州", ALL, 9,
                   "总部在郑州的城市商业银行，小微贷款占全部贷款的六成，凭纳税、用电、社保数据核定信用额度。"),
    InstitutionRow("yishui", "伊水农商银行", "伊水农商", _R, "伊", 2, "洛阳", "洛阳 三门峡 平顶山 济源 郑州", 7,
                   "服务豫西县域的农村商业银行，设有 86 个网点，以用电数据授信见长。"),
    InstitutionRow("heluo", "河洛银行", "河洛银行", _C, "洛", 3, "洛阳", ALL, 7,
                   "以装备制造和专精特新企业为主要客户的城市商业银行。"),
    InstitutionRow("bianhe", "汴河银行", "汴河银行", _C, "汴", 4, "开封", "开封 郑州 商丘 周口 许昌 新乡", 6,
                   "豫东城市商业银行，政府采购和商贸流通客户较多。"),
    InstitutionRow("yuhe", "豫禾农商银行", "豫禾农商", _R, "禾", 5, "周口", "周口 驻马店 商丘 漯河 信阳 郑州", 7,
                   "粮食主产区的农村商业银行，夏秋两季粮食收购贷款规模居前。"),
    InstitutionRow("tianzhong", "天中银行", "天中银行", _C, "天", 6, "驻马店", ALL, 6,
                   "设有科技支行 9 家，接受专利权、商标权质押。"),
    InstitutionRow("huaiyuan", "淮源村镇银行", "淮源村镇", _V, "淮", 2, "南阳", "南阳 信阳", 4,
                   "立足淮河源头乡镇的村镇银行，单户贷款以 50 万元以内为主。"),
    InstitutionRow("wanshui", "宛水农商银行", "宛水农商", _R, "宛", 4, "南阳", "南阳 平顶山 郑州", 6,
                   "首贷户占比较高的农村商业银行，设首贷服务专窗。"),
    InstitutionRow("shangdu", "商都融资担保", "商都担保", _G, "商", 5, "郑州", ALL, 5,
                   "政府性融资担保机构，单户 500 万元以内年化担保费率不超过 1%。"),
    InstitutionRow("dahe", "大河融资租赁", "大河租赁", _L, "河", 1, "郑州", ALL, 4,
                   "以直租和售后回租服务设备更新，装备、医疗、冷链车辆较多。"),
    InstitutionRow("huanghuai", "黄淮银行", "黄淮银行", _C, "黄", 3, "商丘", ALL, 6,
                   "绿色贷款单列额度的城市商业银行。"),
    InstitutionRow("luoyi", "洛邑村镇银行", "洛邑村镇", _V, "邑", 6, "洛阳", "洛阳", 4,
                   "服务洛阳县区的小微企业和个体工商户。"),
    InstitutionRow("nongzhen", "禾兴农业政策银行河南省分行", "禾兴农业政策银行", _P, "政", 1, "郑州", ALL, 4,
                   "支持粮食收储、农田水利和乡村建设的政策性银行。"),
    InstitutionRow("maoda", "茂达进出口政策银行河南省分行", "茂达政策", _P, "茂", 2, "郑州", "郑州 洛阳 许昌 新乡", 2,
                   "支持外贸企业订单生产和成套设备出口的政策性银行。"),
    InstitutionRow("guochang", "国昌银行河南省分行", "国昌银行", _S, "国", 3, "郑州", ALL, 6,
                   "大型国有银行在豫分行，普惠贷款实行内部资金优惠价格。"),
    InstitutionRow("gonghui", "工汇银行河南省分行", "工汇银行", _S, "工", 1, "郑州", ALL, 6,
                   "大型国有银行在豫分行，线上产品以结算流水和纳税数据核定额度。"),
    InstitutionRow("nongfeng", "农丰银行河南省分行", "农丰银行", _S, "农", 5, "郑州", ALL, 6,
                   "大型国有银行在豫分行，县域网点全覆盖。"),
    InstitutionRow("youhui", "邮惠银行河南省分行", "邮惠银行", _S, "邮", 2, "郑州", ALL, 5,
                   "大型国有银行在豫分行，服务个体工商户和农民合作社。"),
    InstitutionRow("haiyan", "海晏银行郑州分行", "海晏银行", _J, "晏", 6, "郑州", "郑州 洛阳 新乡 南阳 许昌 焦作", 5,
                   "全国性股份制银行，供应链和票据业务见长。"),
    InstitutionRow("shenpu", "申浦银行郑州分行", "申浦银行", _J, "申", 4, "郑州", "郑州 洛阳 安阳 许昌 商丘", 5,
                   "全国性股份制银行，科技企业可用研发投入和订单授信。"),
    InstitutionRow("lingshang", "岭商银行郑州分行", "岭商银行", _J, "岭", 3, "郑州", "郑州 洛阳 新乡 漯河", 4,
                   "全国性股份制银行，小微客户实行线上申请、当地签约。"),
    InstitutionRow("jingxin", "京信诚银行郑州分行", "京信诚", _J, "京", 2, "郑州", "郑州 洛阳 平顶山 信阳", 4,
                   "全国性股份制银行，设有专精特新企业专属团队。"),
    InstitutionRow("huanshui", "洹水银行", "洹水银行", _C, "洹", 5, "安阳", "安阳 鹤壁 濮阳 新乡 郑州", 5,
                   "豫北城市商业银行，钢铁深加工和食品加工客户较多。"),
    InstitutionRow("yingshui", "颍水农商银行", "颍水农商", _R, "颍", 6, "许昌", "许昌 漯河 郑州", 5,
                   "许昌地区农村商业银行，发制品、花木、中药材客户较多。"),
    InstitutionRow("shali", "沙澧农商银行", "沙澧农商", _R, "沙", 1, "漯河", "漯河 周口 平顶山", 5,
                   "服务食品产业集群的农村商业银行。"),
    InstitutionRow("weishui", "卫水农商银行", "卫水农商", _R, "卫", 3, "新乡", "新乡 鹤壁 濮阳 安阳", 5,
                   "豫北农村商业银行，起重装备、种业客户较多。"),
    InstitutionRow("taixing", "行南农商银行", "行南农商", _R, "行", 4, "焦作", "焦作 济源 新乡", 4,
                   "太行南麓的农村商业银行，四大怀药产业客户较多。"),
    InstitutionRow("suishui", "睢水村镇银行", "睢水村镇", _V, "睢", 2, "商丘", "商丘", 3,
                   "服务商丘县域的村镇银行，贷款当天可上门受理。"),
    InstitutionRow("maojin", "茅津村镇银行", "茅津村镇", _V, "茅", 5, "三门峡", "三门峡", 3,
                   "服务果品产业的村镇银行。"),
    InstitutionRow("qishui", "淇水村镇银行", "淇水村镇", _V, "淇", 4, "鹤壁", "鹤壁 安阳", 3,
                   "服务鹤壁、安阳乡镇的村镇银行。"),
    InstitutionRow("zhongyue", "中岳融资担保", "中岳担保", _G, "岳", 3, "郑州", ALL, 4,
                   "与 21 家银行开展总对总批量担保，见贷即保。"),
    InstitutionRow("hexin", "禾信农业融资担保", "禾信担保", _G, "信", 6, "郑州", ALL, 4,
                   "只做农业的政策性担保机构，单户 10 万至 300 万元。"),
    InstitutionRow("luoke", "洛科融资担保", "洛科担保", _G, "科", 1, "洛阳", "洛阳 三门峡 济源 焦作", 3,
                   "以科技型企业为主要客户的地方担保机构。"),
    InstitutionRow("songji", "嵩基融资租赁", "嵩基租赁", _L, "基", 2, "郑州", "郑州 洛阳 新乡 许昌 南阳", 3,
                   "制造业设备租赁，最长 60 个月。"),
    InstitutionRow("yuzhuang", "豫装融资租赁", "豫装租赁", _L, "装", 4, "新乡", "新乡 郑州 焦作 安阳", 3,
                   "起重、振动、电池装备直租。"),
    InstitutionRow("huichuan", "汇川小额贷款", "汇川小贷", _M, "汇", 5, "郑州", "郑州 开封 许昌", 3,
                   "单户 100 万元以内的小额贷款公司，随借随还。"),
    InstitutionRow("wanshang", "宛商小额贷款", "宛商小贷", _M, "贷", 1, "南阳", "南阳", 3,
                   "服务南阳商户的小额贷款公司。"),
    InstitutionRow("suifeng", "穗丰小额贷款", "穗丰小贷", _M, "穗", 3, "周口", "周口 驻马店", 3,
                   "以种养殖户和农资经销商为主要客户的小额贷款公司。"),
)  # fmt: skip
