"""Links of a salesperson, as many and as hostile as a test wants them."""

from __future__ import annotations

from typing import Any

from authenticity.pages.link_picture.links import (
    Customer,
    Links,
    Other,
    SharedNumber,
    Standing,
)

OWN = Other("salesperson", "A01", "张**", True, "proven")


def customer(number: int, standing: Standing = "proven", **other: Any) -> Customer:
    known = {
        "policy_no": f"P2026{number:09}", "role": "POLICYHOLDER", "customer_no": f"C{number:010}",
        "name": "王**", "standing": standing,
    }  # fmt: skip
    return Customer(**known | other)


def shared(number: int, **other: Any) -> SharedNumber:
    known: dict[str, Any] = {
        "attribute": "phone", "cluster_id": f"{number:012x}", "shown": "138******68",
        "customers": (customer(number),), "others": (OWN,), "more": 0,
    }  # fmt: skip
    return SharedNumber(**known | other)


def policy(number: int, standing: Standing = "open") -> Other:
    return Other("policy", f"P2019{number:09}", "赵**　A10000208", False, standing)


def links(count: int = 2, **other: Any) -> Links:
    known: dict[str, Any] = {
        "kind": "salesperson", "code": "A01", "name": "张**",
        "numbers": tuple(map(shared, range(count))),
    }  # fmt: skip
    return Links(**known | other)
