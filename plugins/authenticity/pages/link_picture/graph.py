"""The link picture as nodes and edges: at most 40 of them, the gravest numbers first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from authenticity.pages.link_picture import words
from authenticity.pages.link_picture.links import Customer, Links, Other, SharedNumber

MOST_NODES = 40
"""More cannot be told apart on a page of A4."""

MOST_ENDS = 5
"""Customers, and others, drawn of one number: a crowd is seen to be one by five."""

_MANY_STARS = re.compile(r"\*{9,}")
"""Of an account, whose four digits at the end are to be seen in the room of a node."""

Shape = Literal["policy", "person", "number", "register", "own", "more"]


@dataclass(frozen=True, slots=True)
class Node:
    """`column`: 0 policies, 1 customers, 2 numbers, 3 with whom they are shared."""

    key: str
    column: int
    shape: Shape
    title: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """From left to right; `style` is a standing, or `belongs` between a policy and its party."""

    start: str
    end: str
    style: str


@dataclass(frozen=True, slots=True)
class Graph:
    """`left_out`: numbers for which there was no room."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    left_out: int


def of(links: Links) -> Graph:
    """Whole numbers with their ends, as long as there is room; the first one always."""
    nodes: dict[str, Node] = {}
    edges: dict[tuple[str, str], Edge] = {}
    for drawn, number in enumerate(links.numbers):
        more_nodes, more_edges = _of_number(number)
        joined = nodes | {each.key: each for each in more_nodes if each.key not in nodes}
        if nodes and len(joined) > MOST_NODES:
            return Graph(tuple(nodes.values()), tuple(edges.values()), len(links.numbers) - drawn)
        nodes = joined
        for edge in more_edges:
            edges.setdefault((edge.start, edge.end), edge)
    return Graph(tuple(nodes.values()), tuple(edges.values()), 0)


def _of_number(number: SharedNumber) -> tuple[list[Node], list[Edge]]:
    key = f"number:{number.attribute}:{number.cluster_id}"
    nodes = [Node(key, 2, "number", words.attribute(number), _shown(number))]
    edges: list[Edge] = []
    for customer in number.customers[:MOST_ENDS]:
        person = _person(customer)
        policy = Node(f"own policy:{customer.policy_no}", 0, "policy", customer.policy_no)
        nodes += [policy, person]
        edges += [
            Edge(policy.key, person.key, "belongs"),
            Edge(person.key, key, customer.standing),
        ]
    for other in number.others[:MOST_ENDS]:
        end = _other(other)
        nodes.append(end)
        edges.append(Edge(key, end.key, other.standing))
    for node in _crowds(number, key):
        nodes.append(node)
        first, last = (node.key, key) if node.column == 1 else (key, node.key)
        edges.append(Edge(first, last, number.standing))
    return nodes, edges


def _shown(number: SharedNumber) -> str:
    return _MANY_STARS.sub("****", number.shown)


def _crowds(number: SharedNumber, key: str) -> Iterator[Node]:
    """A node for those who are not drawn one by one."""
    drawn, rest = number.customers[:MOST_ENDS], number.customers[MOST_ENDS:]
    people = {each.person for each in rest} - {each.person for each in drawn}
    policies = {each.policy_no for each in rest} - {each.policy_no for each in drawn}
    others = max(len(number.others) - MOST_ENDS, 0) + number.more
    if people:
        yield Node(f"customers of {key}", 1, "more", f"另有 {len(people):,} 人")
    elif policies:
        yield Node(f"policies of {key}", 1, "more", f"另有 {len(policies):,} 份保单")
    if others > 0:
        yield Node(f"others of {key}", 3, "more", f"另有 {others:,} 项")


def _person(customer: Customer) -> Node:
    """A customer of several policies is one node, whatever the role on each."""
    role = words.ROLES.get(customer.role, customer.role)
    title = f"{role} {customer.name}".strip()
    return Node(f"person:{customer.person}", 1, "person", title, customer.customer_no)


def _other(other: Other) -> Node:
    shape: Shape = "own" if other.is_own else "policy" if other.kind == "policy" else "register"
    title = f"{words.OTHERS[other.kind]} {other.code}"
    return Node(f"{other.kind}:{other.code}", 3, shape, title, other.about)
