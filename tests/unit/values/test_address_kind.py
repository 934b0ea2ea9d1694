"""Which addresses are one home, and which are a place of many people (decision 0034)."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from authenticity.values import postal_address

REGISTER = Path(__file__).parents[2] / "data" / "grassroots_units.csv"
"""A sample of the national register of grassroots units (统计用区划代码, 2023), out of the npm
package china-division 2.7.0: some by chance, some with figures in their names, some communities,
and some that are neither village nor community."""


def kind(address: str) -> str | None:
    (found,) = postal_address.examine(pd.Series([address], dtype="str")).kind
    return None if pd.isna(found) else str(found)


def test_no_grassroots_unit_of_the_register_is_one_home() -> None:
    with REGISTER.open(encoding="utf-8") as lines:
        units = ["".join(row.values()) for row in csv.DictReader(lines)]
    addresses = postal_address.examine(pd.Series(units, dtype="str"))
    shared = addresses.kind.isin(("village", "many")) | addresses.is_vague
    assert [unit for unit, fits in zip(units, shared, strict=True) if not fits] == []
    assert addresses.is_vague.mean() < 0.01


@pytest.mark.parametrize(
    "address",
    [
        *("四川省攀枝花市东区攀枝花市第三中学", "江西省南昌市青山湖区实验小学"),
        *("湖南省长沙市岳麓区长沙民政职业技术学院", "长沙市岳麓区香樟路22号民政职业技术学院"),
        *("广东省东莞市虎门镇富华电子厂", "东莞市长安镇第三工厂", "大庆市让胡路区采油一厂"),
        *("宁波市北仑区申洲针织有限公司", "山东省东营市东营区胜利油田滨南采油厂"),
        *("贵州省贵阳市观山湖区世纪城龙泉苑", "广东省深圳市龙华区富士康科技园"),
        *(
            "浙江省义乌市北苑街道丹溪社区",
            "西藏那曲市安多县帕那镇5居委会",
            "天津市河北区月纬路五号社区",
        ),
        *("上海市浦东新区川沙新镇妙华居委会", "北京市朝阳区王四营地区道口大队"),
        *(
            "新疆博尔塔拉州温泉县呼和托哈种畜场",
            "海南省东方市广坝农场",
            "唐山市曹妃甸区十里海养殖场",
        ),
        *("甘肃省庆阳市宁县九岘乡九岘林场生活区", "福建省泉州市晋江市陈埭镇岸兜"),
        *("深圳市罗湖区宝安北路人才大市场大楼集体户", "深圳市罗湖区宝安北路12号人才大市场集体户"),
        *("安徽省合肥市蜀山区科学大道110号合肥市公安局户政中心集体户", "长沙市望城区敬老院"),
        *("济南市历下区山东省第一监狱", "西藏拉萨市城关区色拉寺", "江苏省无锡市惠山区精神病院"),
        *("上海市青浦区徐泾镇国家会展中心工地", "包头市昆都仑区钢铁大街12街坊"),
    ],
)
def test_a_place_of_many_people_that_names_no_house_is_no_home(address: str) -> None:
    assert kind(address) == "many"


@pytest.mark.parametrize(
    "settlement",
    [
        *(
            "新疆生产建设兵团农八师一四九团三连",
            "新疆石河子市149团场11连",
            "新疆阿拉尔市十团园林二连",
        ),
        *("新疆生产建设兵团第八师三连", "黑龙江省建三江管理局八五九农场第十五作业站"),
    ],
)
def test_a_company_of_the_corps_is_a_village(settlement: str) -> None:
    assert kind(settlement) == "village"
    assert kind(settlement + "12号") == "village_house"


@pytest.mark.parametrize(
    "address",
    [
        *("深圳市罗湖区宝安北路人才大市场大楼502室", "贵阳市观山湖区世纪城龙泉苑5栋2单元301"),
        *(
            "长沙市岳麓区民政职业技术学院家属楼3栋502室",
            "武汉市洪山区珞喻路152号华师家属区7栋2门502",
        ),
        *(
            "义乌市北苑街道丹溪社区12号",
            "石河子市北三路12号小区8栋2单元301",
            "上海市龙阳路1880弄3号301室",
        ),
        *("深圳市福田区柏林寺小区3栋2单元501", "广州市白云区白云大道北8号公馆5栋301"),
        *("广州市天河区天河路十二号", "广州市天河区天河路12旁边", "沈阳市铁西区北四西路9甲2-5-1"),
        *("长春市汽开区一汽集团5街区12栋3门201", "深圳市南山区科技园南区虚拟大学园A座801"),
        *("广州市天河区天河路12号实验小学旁", "成都市武侯区人民南路四段12号"),
    ],
)
def test_a_house_or_a_flat_is_one_home_whatever_stands_around_it(address: str) -> None:
    assert kind(address) == "town"


@pytest.mark.parametrize(
    "name", ["四排镇马龙社区", "三座店镇马市营子", "民族团结乡大五号", "软件谷十三号园区社区"]
)
def test_a_number_in_the_name_of_a_town_or_a_community_is_no_house(name: str) -> None:
    assert kind(f"内蒙古自治区赤峰市宁城县{name}") in ("many", "village")
