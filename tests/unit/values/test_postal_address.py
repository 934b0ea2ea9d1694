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


@pytest.mark.parametrize(
    "address",
    [
        *("广东省茂名市茂南区油城4路", "广东省茂名市茂南区人民大道南２路", "茂名市茂南区官渡2街"),
        *("广东省茂名市茂南区107国道", "广东省茂名市茂南区站前1路口", "北京市朝阳区东3环中路"),
        *("广东省茂名市茂南区国道325", "广东省茂名市茂南区油城12路南", "茂名市茂南区油城四路"),
    ],
)
def test_a_figure_in_the_name_of_a_road_is_no_house_number(address: str) -> None:
    assert postal_address.is_vague(address)


@pytest.mark.parametrize(
    "address",
    [
        *("广东省茂名市 525000", "茂名市电白区水东镇525400", "525000 广东省茂名市茂南区"),
        *(
            "茂名市电白区水东镇(邮编：525400)",
            "广东省茂名市13826171294",
            "茂名市茂南区 0668-2881234",
        ),
        *("广州市天河区010-6375-5632", "茂名市水东街道2881234", "广东省茂名市+86 138-2617-1294"),
        *("茂名市茂南区油城4路(邮编525000)", "广东省茂名市525000 电话13826171294", "大坝村 514400"),
    ],
)
def test_a_postcode_or_a_phone_number_is_no_house_number(address: str) -> None:
    assert postal_address.is_vague(address)


@pytest.mark.parametrize(
    "address",
    [
        *("茂名市茂南区油城4路15号", "茂名市茂南区油城4路十五号", "茂名市茂南区107国道旁12号"),
        *(
            "茂名市茂南区油城4路15",
            "茂名市茂南区人民路12",
            "茂名市茂南区107国道旁",
            "茂名107国道旁",
        ),
        *("茂名市茂南区2路3巷5", "茂名市茂南区油城4路3栋2单元401", "茂名市XX小区5-2-301"),
        *("茂名市茂南区人民路12路北", "茂名市茂南区人民路12525000", "茂名市人民路180301"),
        *(
            "茂名市茂南区人民路12 525000",
            "茂名市茂南区人民路12号525000",
            "茂名市人民路12号 13826171294",
        ),
        *("茂名市1982创意园3楼", "北京市海淀区12号院", "武汉市95829部队12分队", "武汉市610123部队"),
        *(
            "茂名市水东镇大坝村3组",
            "茂名市水东镇大坝村2队525400",
            "南宁市武鸣区3屯",
            "茂名市建设农场8队",
        ),
        *(
            "茂名市水东镇大坝村3街",
            "梅州市水寨镇大坝村514400",
            "茂名市建设农场八队",
            "武汉市1020信箱",
        ),
        *("525000人民路3号", "510630 天河路12"),
        *("广州市天河区天河路385-1201", "广州市天河区天河路121301", "广州市花园大道3851201"),
        *("上海市黄浦区1234弄", "包头市昆都仑区钢铁大街12街坊", "郑州市金水区经7纬6路"),
        *("北京市100081信箱", "茂名市高桥镇510123号", "黎平县肇兴镇肇兴寨557300"),
    ],
)
def test_a_figure_that_may_be_a_house_number_makes_an_address_precise(address: str) -> None:
    assert not postal_address.is_vague(address)


@pytest.mark.parametrize("address", ["清远市英德市横石塘镇龙新管理区", "横石塘镇龙新管理区"])
def test_an_administrative_area_of_a_town_is_a_village(address: str) -> None:
    assert not postal_address.is_vague(address)
    assert kind(address) == kind(address + "3组") == "village"
    assert kind(address + "12号") == "village_house"
    assert postal_address.is_vague("清远市英德市横石塘镇")


def kind(address: str | None) -> str | None:
    (found,) = postal_address.examine(pd.Series([address], dtype="str")).kind
    return None if pd.isna(found) else str(found)


@pytest.mark.parametrize(
    "address",
    [
        "梅州市五华县水寨镇大坝村",
        "佛山市南海区里水镇大坝村3组",
        "河北省定州市李家庄",
        "呼伦贝尔市鄂温克族自治旗伊敏嘎查",
    ],
)
def test_a_village_is_no_town_whatever_it_belongs_to(address: str) -> None:
    assert kind(address) == "village"


@pytest.mark.parametrize(
    "settlement",
    [
        *("农场八队", "农场8队", "林场第三生产队", "华侨农场十二队", "茶场二分队", "胶场生产队"),
        *("农场十五连", "牧场3连", "园艺场红星三队"),
    ],
)
def test_the_brigade_of_a_farm_is_a_village(settlement: str) -> None:
    assert kind(f"海南省琼中县国营红岛{settlement}") == "village"
    assert kind(f"海南省琼中县国营红岛{settlement}12号") == "village_house"
    assert kind(f"海南省琼中县国营红岛{settlement}3栋201室") == "town"


@pytest.mark.parametrize(
    "address",
    [
        *("湛江市霞山区农场路8号", "玉林市玉州区农林街12号3队", "大兴区农场东路12号消防三队"),
        *("湛江市霞山区农场家属楼8号", "广州市天河区农场大道8号8队", "白云区林场消防队8号"),
        *("湛江市农场小区八队12号", "吉林市昌邑区林场街道三队8号"),
    ],
)
def test_a_road_or_estate_named_after_a_farm_is_no_village(address: str) -> None:
    assert kind(address) == "town"


@pytest.mark.parametrize(
    "within",
    [
        *(
            "三组",
            "3组",
            "第5村民小组",
            "2队",
            "二队",
            "3大队5小队",
            "第三生产队",
            "1社",
            "3屯",
            "12组",
        ),
        *(
            "3组附近",
            "三房",
            "十八户",
            "三栋屋",
            "2号桥头",
            "三号地",
            "12号路",
            "五号村",
            "五号村3组",
        ),
        *("百户营", "国道308", "308国道旁", "514400", " 邮编514400", "13912345678", "南区2片"),
    ],
)
def test_a_group_or_a_hamlet_is_no_house(within: str) -> None:
    assert kind("梅州市五华县水寨镇大坝村" + within) == "village"


@pytest.mark.parametrize("village", ["十八户村", "六排村", "五号村", "5号村", "三座屋村", "二村"])
def test_a_number_in_the_name_of_a_village_is_no_house(village: str) -> None:
    assert kind("梅州市五华县水寨镇" + village) == "village"
    assert kind("梅州市五华县水寨镇" + village + "12号") == "village_house"


@pytest.mark.parametrize(
    "within",
    [
        *(
            "12号",
            "１２＃",
            "十二号",
            "3组12号",
            "三组十二号",
            "3组12",
            "12",
            "12-3",
            "A12",
            "红旗路12号",
        ),
        *(
            "南区12号",
            "三座",
            "5排3号",
            "五排",
            "202房",
            "8户",
        ),
        *(
            "2号路12号",
            "12号村委会",
            "12号营业厅",
            "12号地下室",
            "3楼",
            "12号3组",
            "新村三栋二单元",
        ),
    ],
)
def test_a_house_of_a_village_is_told_from_its_village(within: str) -> None:
    assert kind("梅州市五华县水寨镇大坝村" + within) == "village_house"


@pytest.mark.parametrize(
    "address",
    ["石家庄市长安区谈固村12号", "成都市锦江区和平路12号3组"],
)
def test_a_house_number_counts_wherever_it_stands(address: str) -> None:
    assert kind(address) == "village_house"


@pytest.mark.parametrize(
    "address",
    [
        "广州市荔湾区荔湾新村3栋202室",
        "深圳市罗湖区翠竹新村13幢301",
        "上海市闵行区七宝镇静安新村19号202室",
        "江门市新会区围垦路9号2栋301",
        "广州市天河区石牌村B座3单元",
    ],
)
def test_a_flat_or_a_block_is_of_a_town_whatever_the_estate_is_called(address: str) -> None:
    assert kind(address) == "town"


@pytest.mark.parametrize(
    "address",
    [
        "深圳市龙华区富士康宿舍3栋",
        "上海市徐汇区青年公寓301室",
        "东莞市长安镇第三工厂3栋",
        "东莞市长安镇乌沙村李屋工业区12号",
        "宁波市北仑区大港路12号申洲针织有限公司",
    ],
)
def test_a_house_of_a_dormitory_or_works_is_told_from_a_village(address: str) -> None:
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


def test_a_radical_in_an_address_is_its_character() -> None:
    addresses = ["陕西省\u2ec4安市\u2ed3安区人\u2ea0路12号", "陕西省西安市长安区人民路12号"]
    canonical = postal_address.examine(pd.Series(addresses, dtype="str")).canonical
    assert canonical[0] == canonical[1]


@pytest.mark.parametrize(
    "address",
    [
        *("北京市北京市东城区北京市北京市东城区", "广东省广州市天河区广东省广州市天河区"),
        *("北京市市辖区东城区", "重庆市重庆市市辖区渝中区", "重庆市县云阳县"),
        "甘肃省临夏回族自治州积石山保安族东乡族撒拉族自治县",
        "云南省临沧市双江拉祜族佤族布朗族傣族自治县",
        "云南省普洱市镇沅彝族哈尼族拉祜族自治县",
    ],
)
def test_divisions_name_no_place_however_many_and_however_long(address: str) -> None:
    assert postal_address.is_vague(address)
    assert not postal_address.is_vague(address + "人民路12号")


@pytest.mark.parametrize(
    "nothing",
    [
        *(
            "无",
            "不详",
            "同上",
            "测试",
            "详细地址",
            "(空)",
            "待补充",
            "无详细地址",
            "地址不详",
            "同身份证地址",
        ),
        *("____", "000", "本地", "县城", "某小区", "XXXX", "XX路XX号", "xx路xx号xx室", "××路××号"),
        *("X路X号X栋X单元X室", "某某路某号"),
    ],
)
def test_a_word_for_nothing_behind_the_divisions_names_no_place(nothing: str) -> None:
    assert postal_address.is_vague("广东省广州市天河区" + nothing)


@pytest.mark.parametrize(
    "road",
    [
        *("成都市武侯区人民南路四段", "成都市武侯区一环路东三段", "成都市双流区临港路四段"),
        *("遵义市红花岗区中华南路二段", "武汉市江汉区解放大道中段", "成都市双流区临港路4段"),
    ],
)
def test_a_numbered_section_is_as_long_as_a_road(road: str) -> None:
    assert postal_address.is_vague(road)
    assert not postal_address.is_vague(road + "18号")


@pytest.mark.parametrize(
    "address",
    [
        *(
            "广东省广州市天河区无名路3号",
            "湖南省长沙市岳麓区无为路5号",
            "福建省厦门市思明区XX公寓502",
        ),
        *("黑龙江省黑河市爱辉区坤河乡红旗", "河北省石家庄市长安区长安小区", "北京市海淀区清华园"),
    ],
)
def test_a_name_that_holds_such_a_word_is_a_place(address: str) -> None:
    assert not postal_address.is_vague(address)
