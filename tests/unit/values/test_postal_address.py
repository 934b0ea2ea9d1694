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
