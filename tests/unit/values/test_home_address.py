"""One home in any spelling, and never the neighbour's."""

import pandas as pd
import pytest

from authenticity.values import home_address, postal_address
from authenticity.values.home_address import key

HOMES = {
    "广东省广州市荔湾区芳村大道西12号301房": (
        [
            *("广州市荔湾区芳村大道西12号301房", "广东省广州市荔湾区芳村大道西12号301室"),
            *("广东省广州市荔湾区芳村大道西12号301房（近地铁）", "广东广州荔湾区芳村大道西12号301"),
            *(
                "荔湾区芳村大道西 12 号 301 号房",
                "广东省广州市荔湾区芳村大道西12号-301(邮编510370)",
            ),
        ],
        [
            *("广州市荔湾区芳村大道西12号302房", "广州市荔湾区芳村大道东12号301房"),
            *("广州市荔湾区芳村大道西12号", "广州市荔湾区芳村大道西12号(东区)301"),
        ],
    ),
    "海南省海口市秀英区海榆大道4号绿地城11#楼2单元203": (
        [
            *(
                "海口市秀英区海榆大道4号绿地城11号楼2单元203室",
                "海南海口秀英区海榆大道4号绿地城11幢2单元203房",
            ),
            *("海口市秀英区海榆大道4号绿地城11栋2单元203", "海口市秀英区海榆大道4号绿地城11-2-203"),
            *(
                "海口市秀英区海榆大道4号绿地城十一栋二单元二零三",
                "海口市秀英区海榆大道4号绿地城11#2单元203",
            ),
        ],
        ["海口市秀英区海榆大道4号绿地城11栋2单元205", "海口市秀英区海榆大道4号绿地城1栋12单元203"],
    ),
    "北京市朝阳区广渠门外大街8号院2号楼3单元1101室": (
        [
            *(
                "北京朝阳区广渠门外大街8号院2栋3单元1101",
                "北京市北京市朝阳区广渠门外大街8号院2#3单元1101号",
            ),
            *("北京市市辖区朝阳区广渠门外大街8号院2楼3单元1101室[自有]",),
        ],
        [
            "长春市朝阳区广渠门外大街8号院2号楼3单元1101室",
            "北京市朝阳区广渠门外大街8号院3号楼2单元1101室",
        ],
    ),
    "内蒙古自治区呼和浩特市赛罕区大学东街12号院3栋1单元5号": (
        [
            "内蒙古呼和浩特赛罕区大学东街12号院3栋1单元5",
            "呼和浩特市赛罕区大学东街12号院３幢１单元０５号",
        ],
        ["呼和浩特市赛罕区大学东街12号院3栋2单元5号"],
    ),
    "贵州省黔东南苗族侗族自治州凯里市北京西路18号2栋": (
        [
            "黔东南州凯里市北京西路18号2栋",
            "凯里市北京西路18号2幢",
            "贵州黔东南凯里市北京西路18号2号楼",
        ],
        ["凯里市北京东路18号2栋"],
    ),
}


@pytest.mark.parametrize("home", HOMES)
def test_a_home_is_the_same_in_every_spelling(home: str) -> None:
    same, _ = HOMES[home]
    assert {spelling: key(spelling) for spelling in same} == dict.fromkeys(same, key(home))


@pytest.mark.parametrize("home", HOMES)
def test_the_neighbours_home_is_another(home: str) -> None:
    _, others = HOMES[home]
    assert key(home) not in {key(other) for other in others}


def test_a_district_that_several_cities_have_is_none_of_them_without_its_city() -> None:
    assert key("朝阳区建国路12号") not in (
        key("北京市朝阳区建国路12号"),
        key("长春市朝阳区建国路12号"),
    )


def test_a_bracket_that_tells_one_place_from_another_is_no_remark() -> None:
    for part in ("东区", "三期", "5栋", "老村", "北", "A"):
        assert part in home_address.without_remarks(f"世纪城({part})301")


def test_a_column_is_read_as_its_cells_are() -> None:
    values = [each for home, (same, others) in HOMES.items() for each in (home, *same, *others)]
    homes = postal_address.examine(pd.Series(values, dtype="str")).home
    assert homes.tolist() == [key(value) for value in values]
