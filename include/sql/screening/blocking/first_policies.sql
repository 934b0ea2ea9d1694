{# How many first policies of a group to look at, so that one is of somebody who is none of the parties of a
   judged policy. Each party leads one policy at most. A party of whom it is uncertain who he is may be everybody
   of his lot (person_no), and a lot leads one policy a turn. With a of k parties such and the others of one lot,
   the next of that lot comes after at most a(k - a) + k policies, which is the most where a is half of k.
   named: so many others are named where everybody is certain, and the parties' own policies come before. #}
{% macro places(parties, named) -%}
GREATEST({{ named }} + {{ parties }}, {{ parties }} * {{ parties }} / 4.0 + {{ parties }} + 1)
{%- endmacro %}
