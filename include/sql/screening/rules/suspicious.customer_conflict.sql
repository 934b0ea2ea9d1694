-- One customer number, merged ones included, with two or more different resident numbers.
-- Grain: one row per judged policy and customer
-- Reads: known_customer, entry_policy, sale
-- Params: group_case_from
-- Rules: suspicious.customer_conflict
{% from 'contradiction.sql' import contradiction with context %}
{{ contradiction(records='known_customer', subject='root_no', claim='id_token', field='customer_no') }}
