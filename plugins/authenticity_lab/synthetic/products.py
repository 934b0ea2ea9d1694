"""What the insurer sells: every cooling-off period, every length of term, every channel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from authenticity_lab.synthetic.arrays import Ints, weighted

CHANNELS = ("BANK", "AGENT", "BROKER", "DIRECT", "TELE")
CHANNEL_NAMES = ("银行保险部", "个人业务部", "中介业务部", "互联网业务部", "电话销售部")
BANK, AGENT, BROKER, DIRECT, TELE = range(5)
CHANNEL_SHARES = [0.50, 0.40, 0.05, 0.03, 0.02]
GROUP_SHARE = 0.02


@dataclass(frozen=True)
class Product:
    """A row of the contract's table, and the weights with which channels sell it."""

    code: str
    name: str
    category: str
    term_months: int | None
    cooling_off_days: int | None
    weight_by_channel: tuple[int, int, int, int, int]
    is_group: bool = False

    @property
    def is_in_scope(self) -> bool:
        """Individual business of a year or more, whole life included (art. 2-4)."""
        return not self.is_group and (self.term_months is None or self.term_months >= 12)

    @property
    def is_called_back(self) -> bool:
        return not self.is_group and (self.term_months is None or self.term_months > 12)


PRODUCTS = (
    Product("LF01", "安康终身寿险", "LIFE", None, 15, (8, 18, 10, 6, 4)),
    Product("LF02", "安心定期寿险(20年)", "LIFE", 240, 20, (3, 9, 8, 20, 10)),
    Product("PA01", "鑫享两全保险(分红型)", "PARTICIPATING", 120, 15, (26, 12, 10, 2, 6)),
    Product("PA02", "福满年金保险(分红型)", "PARTICIPATING", None, 20, (14, 10, 10, 2, 4)),
    Product("PA03", "旧版两全保险(分红型)", "PARTICIPATING", 60, 10, (18, 4, 6, 0, 2)),
    Product("UL01", "财智投资连结保险", "UNIT_LINKED", None, None, (3, 3, 8, 2, 0)),
    Product("UN01", "金账户终身寿险(万能型)", "UNIVERSAL", None, None, (14, 8, 10, 10, 8)),
    Product("HL01", "守护重大疾病保险", "HEALTH", None, 15, (5, 20, 16, 18, 20)),
    Product("HL02", "一年期医疗保险", "HEALTH", 12, 10, (3, 6, 8, 18, 16)),
    Product("AC01", "一年期综合意外伤害保险", "ACCIDENT", 12, None, (2, 4, 6, 10, 18)),
    Product("AC02", "驾乘意外伤害保险(30年)", "ACCIDENT", 360, 15, (1, 2, 2, 2, 4)),
    Product("AC11", "旅行意外伤害保险", "ACCIDENT", 1, None, (1, 2, 4, 8, 4)),
    Product("AC12", "学生暑期意外伤害保险", "ACCIDENT", 3, 10, (2, 2, 2, 2, 4)),
    Product("GR01", "团体定期寿险", "LIFE", 12, None, (1, 3, 5, 1, 1), is_group=True),
    Product("GR02", "团体补充医疗保险", "HEALTH", 12, None, (1, 2, 4, 1, 1), is_group=True),
)

TERM_MONTHS = np.array([product.term_months or 0 for product in PRODUCTS])
IS_IN_SCOPE = np.array([product.is_in_scope for product in PRODUCTS])
IS_CALLED_BACK = np.array([product.is_called_back for product in PRODUCTS])
IS_GROUP = np.array([product.is_group for product in PRODUCTS])


def draw(channel: Ints, rng: np.random.Generator) -> Ints:
    """A product for every policy, by the weights of its channel."""
    out = np.zeros(len(channel), dtype=np.int64)
    for position in range(len(CHANNELS)):
        mine = channel == position
        weights = [product.weight_by_channel[position] for product in PRODUCTS]
        out[mine] = weighted(rng, weights, int(mine.sum()))
    return out
