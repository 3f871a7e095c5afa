from __future__ import annotations

from yuzhengdai.foundation.reference import industries, regions


def test_henan_has_18_cities_and_157_county_level_places() -> None:
    cities = regions.cities()
    assert len(cities) == 18
    assert cities[-1].code == "419001"
    assert cities[-1].name == "济源示范区"
    # 济源 is itself county-level, so 156 lie under the other seventeen.
    assert sum(len(regions.counties(city.code)) for city in cities) == 156
    assert len(regions.counties("410100")) == 12
    assert len(regions.counties("411300")) == 13


def test_regions_nest() -> None:
    assert regions.ancestors("410102") == ("410102", "410100", "410000")
    assert regions.full_name("410102") == "河南省郑州市中原区"
    assert regions.lies_within("410102", "410100")
    assert regions.lies_within("410102", "410000")
    assert not regions.lies_within("410302", "410100")
    assert not regions.lies_within("110101", "410000")
    city = regions.city_of("419001")
    assert city is not None
    assert city.short_name == "济源"
    assert regions.city_of("410000") is None
    assert regions.choices(with_province=True)[0] == ("410000", "全省")


def test_every_code_fits_its_parent() -> None:
    for found in regions.all_regions().values():
        assert len(found.code) == 6
        if found.parent_code not in {"", regions.PROVINCE_CODE}:
            assert found.code[:4] == found.parent_code[:4]
    assert regions.region("410307") is not None  # 偃师区, since 2021
    assert regions.region("410381") is None


def test_all_sections_and_divisions_of_the_standard() -> None:
    assert "".join(section.code for section in industries.sections()) == "ABCDEFGHIJKLMNOPQRST"
    divisions = [found.code for found in industries.all_industries().values() if not found.is_section]
    assert divisions == [f"{number:02d}" for number in range(1, 98)]
    assert [len(industries.divisions(code)) for code in "ABCDEFGHIJKLMNOPQRST"] == [
        5, 7, 31, 3, 4, 2, 8, 2, 3, 4, 1, 2, 3, 4, 3, 1, 2, 5, 6, 1,
    ]  # fmt: skip


def test_industries_nest_and_finer_codes_find_their_division() -> None:
    found = industries.industry("C1331")
    assert found is not None
    assert found.name == "农副食品加工业"
    section = industries.section_of("1331")
    assert section is not None
    assert section.name == "制造业"
    assert industries.belongs_to("13", "C")
    assert industries.belongs_to("1331", "13")
    assert not industries.belongs_to("13", "F")
    assert not industries.belongs_to("99", "F")
    assert industries.industry("") is None
    assert industries.choices()[5][1] == (("51", "批发业"), ("52", "零售业"))
