{# Of how many first policies of a group at least one is of somebody who is none of the parties of a judged
   policy, who have first policies, too. The parties lead one policy each. Somebody of them without an identity
   may be everybody of whom this cannot be said, who lead one policy a turn: with a of k parties such, and the
   others of one lot, the next of that lot comes after a(k - a) + k policies, which is the most where a is half
   of k. named: so many others are named, and the parties' own policies come before. #}
{% macro places(parties, named) -%}
GREATEST({{ named }} + {{ parties }}, {{ parties }} * {{ parties }} / 4.0 + {{ parties }} + 1)
{%- endmacro %}
