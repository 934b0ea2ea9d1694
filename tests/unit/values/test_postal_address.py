import pandas as pd
import pytest

from authenticity.values import postal_address


@pytest.mark.parametrize(
    "address",
    ["石家庄市中山路", "石家庄市长安区中山东路", "枣庄市薛城区光明大道", "五华县水寨镇中心路"],
)
def test_a_village_word_in_the_name_of_a_city_makes_no_village(address: str) -> None:
    assert postal_address.is_vague(address)


@pytest.mark.parametrize("address", ["张家村", "李家围", "广州市", "长安镇"])
def test_six_characters_name_no_place_unless_a_village_of_a_city_or_town(address: str) -> None:
    assert postal_address.is_vague(address)
    assert not postal_address.is_vague("东莞市唐家围")
    assert not postal_address.is_vague("长安镇乌沙村")


@pytest.mark.parametrize("address", ["河北省定州市李家庄", "梅州市五华县水寨镇大坝村桥头路"])
def test_a_village_needs_no_number(address: str) -> None:
    assert not postal_address.is_vague(address)


def kind(address: str | None) -> str | None:
    (found,) = postal_address.examine(pd.Series([address], dtype="str")).kind
    return None if pd.isna(found) else str(found)


@pytest.mark.parametrize(
    "address",
    [
        "梅州市五华县水寨镇大坝村",
        "石家庄市长安区谈固村12号",
        "佛山市南海区里水镇大坝村3组",
        "东莞市长安镇乌沙村南区12号",
        "梅州市五华县水寨镇大坝村红旗路12号",
        "河北省定州市李家庄",
        "呼伦贝尔市鄂温克族自治旗伊敏嘎查",
    ],
)
def test_a_village_is_no_town_whatever_it_belongs_to(address: str) -> None:
    assert kind(address) == "village"


@pytest.mark.parametrize(
    "address",
    [
        "深圳市龙华区富士康宿舍3栋",
        "上海市徐汇区青年公寓301室",
        "东莞市长安镇第三工厂",
        "东莞市长安镇乌沙村李屋工业区12号",
        "广州市番禺区大学路12号学校",
    ],
)
def test_a_dormitory_or_factory_is_told_from_a_village(address: str) -> None:
    assert kind(address) == "dormitory"


@pytest.mark.parametrize(
    "address",
    [
        "广州市天河区天河路12号",
        "石家庄市长安区中山路12号3栋501",
        "枣庄市薛城区光明大道12号",
        "五华县水寨镇中心路12号",
        "黄山市屯溪区新安路12号",
        "承德市围场满族蒙古族自治县围场镇木兰中路12号",
        "四川省阿坝藏族羌族自治州九寨沟县邯郸街430号",
        "沧州市孟村回族自治县余路297号",
        "北京市海淀区中关村南大街5号院3栋201",
        "北京市朝阳区三里屯街道工体北路8号院",
        "广州市番禺区大学路12号3栋501",
        "重庆市渝北区融创A组团5栋301",
        "杭州市西湖区云栖山庄8栋",
    ],
)
def test_the_name_of_a_city_a_road_or_an_estate_makes_no_village(address: str) -> None:
    assert kind(address) == "town"


@pytest.mark.parametrize("address", [None, "无", "大坝村", "广州市"])
def test_what_names_no_place_has_no_kind(address: str | None) -> None:
    assert kind(address) is None
