import pytest

from authenticity.values import divisions


@pytest.mark.parametrize(
    ("address", "area", "rest"),
    [
        ("广东省广州市荔湾区芳村", "广州荔湾区", "芳村"),
        ("广东广州荔湾区芳村", "广州荔湾区", "芳村"),
        ("高州市石鼓镇", "茂名高州市", "石鼓镇"),
        ("湖北省省直辖县级行政区划仙桃市沔街", "湖北仙桃市", "沔街"),
        ("重庆市县云阳县双江", "重庆云阳县", "双江"),
        ("黔东南州凯里市北京路", "黔东南凯里市", "北京路"),
        ("内蒙古呼和浩特赛罕区大学街", "呼和浩特赛罕区", "大学街"),
        ("广西武鸣县城厢镇", "南宁武鸣县", "城厢镇"),
        ("香港特别行政区弥敦道", "香港", "弥敦道"),
        ("上海市上海市浦东新区川沙", "上海浦东新区", "川沙"),
    ],
)
def test_the_divisions_are_told_from_what_stands_behind_them(
    address: str, area: str, rest: str
) -> None:
    found, end = divisions.read(address)
    assert (found, address[end:]) == (area, rest)


@pytest.mark.parametrize("address", ["南京路12号", "海南路", "广州天河路12号", "城区人民路", ""])
def test_a_road_named_after_a_city_is_no_division(address: str) -> None:
    assert divisions.read(address) == ("", 0)


def test_a_district_is_that_of_the_city_before_it() -> None:
    assert divisions.read("长春市朝阳区")[0] == "长春朝阳区"
    assert divisions.read("北京市朝阳区")[0] == "北京朝阳区"
    assert divisions.read("朝阳区")[0] == "朝阳区"
    assert divisions.read("广州市朝阳区") == ("广州", 3)
