"""Regions of Henan: 18 cities (济源示范区 among them) and their counties, with GB/T 2260 codes.

Source: the Ministry of Civil Affairs' list as in force since March 2021 (偃师 and 孟津 became districts of
洛阳). Functional zones (开发区, 示范区, 航空港区) are no divisions of GB/T 2260; they bear the codes of the statistics
office (…71 and up), lie in a city like a county and are asked for by ``zones`` alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

PROVINCE_CODE = "410000"
PROVINCE_NAME = "河南省"


@dataclass(frozen=True, slots=True)
class Region:
    """A province, city, county or functional zone. ``parent_code`` is empty for the province."""

    code: str
    name: str
    short_name: str
    parent_code: str
    is_zone: bool = False


# A city opens with its code and name; then its counties as the last two digits of the code and the name.
_TABLE = """
410100 郑州市 02中原区 03二七区 04管城回族区 05金水区 06上街区 08惠济区 22中牟县 81巩义市 82荥阳市 83新密市
  84新郑市 85登封市
410200 开封市 02龙亭区 03顺河回族区 04鼓楼区 05禹王台区 12祥符区 21杞县 22通许县 23尉氏县 25兰考县
410300 洛阳市 02老城区 03西工区 04瀍河回族区 05涧西区 07偃师区 08孟津区 11洛龙区 23新安县 24栾川县 25嵩县
  26汝阳县 27宜阳县 28洛宁县 29伊川县
410400 平顶山市 02新华区 03卫东区 04石龙区 11湛河区 21宝丰县 22叶县 23鲁山县 25郏县 81舞钢市 82汝州市
410500 安阳市 02文峰区 03北关区 05殷都区 06龙安区 22安阳县 23汤阴县 26滑县 27内黄县 81林州市
410600 鹤壁市 02鹤山区 03山城区 11淇滨区 21浚县 22淇县
410700 新乡市 02红旗区 03卫滨区 04凤泉区 11牧野区 21新乡县 24获嘉县 25原阳县 26延津县 27封丘县 81卫辉市
  82辉县市 83长垣市
410800 焦作市 02解放区 03中站区 04马村区 11山阳区 21修武县 22博爱县 23武陟县 25温县 82沁阳市 83孟州市
410900 濮阳市 02华龙区 22清丰县 23南乐县 26范县 27台前县 28濮阳县
411000 许昌市 02魏都区 03建安区 24鄢陵县 25襄城县 81禹州市 82长葛市
411100 漯河市 02源汇区 03郾城区 04召陵区 21舞阳县 22临颍县
411200 三门峡市 02湖滨区 03陕州区 21渑池县 24卢氏县 81义马市 82灵宝市
411300 南阳市 02宛城区 03卧龙区 21南召县 22方城县 23西峡县 24镇平县 25内乡县 26淅川县 27社旗县 28唐河县
  29新野县 30桐柏县 81邓州市
411400 商丘市 02梁园区 03睢阳区 21民权县 22睢县 23宁陵县 24柘城县 25虞城县 26夏邑县 81永城市
411500 信阳市 02浉河区 03平桥区 21罗山县 22光山县 23新县 24商城县 25固始县 26潢川县 27淮滨县 28息县
411600 周口市 02川汇区 03淮阳区 21扶沟县 22西华县 23商水县 24沈丘县 25郸城县 27太康县 28鹿邑县 81项城市
411700 驻马店市 02驿城区 21西平县 22上蔡县 23平舆县 24正阳县 25确山县 26泌阳县 27汝南县 28遂平县 29新蔡县
419001 济源示范区
"""

# Functional zones with a government of their own: the statistics office's code, name, what people call it.
_ZONES = """
410171 郑州经济技术开发区 经开区
410172 郑州高新技术产业开发区 高新区
410173 郑州航空港经济综合实验区 航空港区
410371 洛阳高新技术产业开发区 高新区
410471 平顶山高新技术产业开发区 高新区
410472 平顶山市城乡一体化示范区 示范区
410571 安阳高新技术产业开发区 高新区
410771 新乡高新技术产业开发区 高新区
410772 新乡经济技术开发区 经开区
410773 新乡市平原城乡一体化示范区 平原示范区
410871 焦作城乡一体化示范区 示范区
410972 濮阳经济技术开发区 经开区
411071 许昌经济技术开发区 经开区
411171 漯河经济技术开发区 经开区
411371 南阳高新技术产业开发区 高新区
411372 南阳市城乡一体化示范区 示范区
411571 信阳高新技术产业开发区 高新区
"""


@cache
def all_regions() -> Mapping[str, Region]:
    """Code → region: the province, its 18 cities, their counties and functional zones; in the order of the codes."""
    found = {PROVINCE_CODE: Region(PROVINCE_CODE, PROVINCE_NAME, "河南", "")}
    for code, name, rest in re.findall(r"(\d{6}) (\S+)((?:\s+\d\d[^\d\s]+)*)", _TABLE):
        short_name = name.removesuffix("示范区").removesuffix("市")
        found[code] = Region(code, name, short_name, PROVINCE_CODE)
        for county in rest.split():
            county_code = code[:4] + county[:2]
            found[county_code] = Region(county_code, county[2:], county[2:], code)
    for code, name, short_name in re.findall(r"(\d{6}) (\S+) (\S+)", _ZONES):
        found[code] = Region(code, name, short_name, f"{code[:4]}00", is_zone=True)
    return MappingProxyType(dict(sorted(found.items())))


def region(code: str) -> Region | None:
    """The region of a code, or nothing for one outside the province."""
    return all_regions().get(code)


def cities() -> tuple[Region, ...]:
    """The 18 cities, 济源示范区 last."""
    return tuple(found for found in all_regions().values() if found.parent_code == PROVINCE_CODE)


def counties(city_code: str) -> tuple[Region, ...]:
    """Districts, counties and county-level cities of a city; 济源示范区 has none."""
    inner = (found for found in all_regions().values() if found.parent_code == city_code)
    return tuple(found for found in inner if not found.is_zone)


def zones(city_code: str) -> tuple[Region, ...]:
    """Functional zones of a city (航空港区); most cities have none or one."""
    inner = (found for found in all_regions().values() if found.parent_code == city_code)
    return tuple(found for found in inner if found.is_zone)


def area_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """(city, [(code, name)]) for a grouped select: the whole city, its counties, its functional zones."""
    return [(city.name, [(city.code, f"{city.name}（全域）"), *_inside(city.code)]) for city in cities()]


def place_name(code: str) -> str:
    """``郑州市 中原区``, ``郑州市 航空港区``, ``济源示范区``; empty for an unknown code."""
    found, city = region(code), city_of(code)
    if found is None:
        return ""
    return found.name if city is None or city == found else f"{city.name} {found.short_name}"


def _inside(city_code: str) -> list[tuple[str, str]]:
    return [
        *((county.code, county.name) for county in counties(city_code)),
        *((zone.code, f"{zone.short_name}（{zone.name}）") for zone in zones(city_code)),
    ]


def city_of(code: str) -> Region | None:
    """The city a code lies in (the city itself for a city); nothing for the province and for strangers."""
    found = region(code)
    if found is None or found.code == PROVINCE_CODE:
        return None
    return found if found.parent_code == PROVINCE_CODE else region(found.parent_code)


def ancestors(code: str) -> tuple[str, ...]:
    """The code itself and every region around it, narrowest first: ``410102, 410100, 410000``."""
    path = []
    found = region(code)
    while found is not None:
        path.append(found.code)
        found = region(found.parent_code)
    return tuple(path)


def lies_within(code: str, area_code: str) -> bool:
    """Whether a place lies in an area (a county in its city, everything known in the province)."""
    return area_code in ancestors(code)


def full_name(code: str) -> str:
    """``河南省郑州市中原区``; empty for an unknown code."""
    return "".join(all_regions()[part].name for part in reversed(ancestors(code)))


def choices(*, with_province: bool = False) -> tuple[tuple[str, str], ...]:
    """(code, name) of the cities for a select; with 河南省 (全省) first when asked for."""
    own = tuple((city.code, city.name) for city in cities())
    return ((PROVINCE_CODE, "全省"), *own) if with_province else own
