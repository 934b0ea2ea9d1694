"""What screening may read of the lake: tables, their columns and types, none of level C2.

Columns of that level are encrypted in the files. They are named nowhere here, so screening needs
no key and can leak none.
"""

from __future__ import annotations

DELTA_TABLES = {
    "policy": "policy_no VARCHAR, is_individual SMALLINT, channel_code VARCHAR,"
    " branch_code VARCHAR, agent_code VARCHAR, agency_code VARCHAR, status VARCHAR,"
    " applied_on DATE, issued_on DATE, receipt_signed_on DATE, payer_exception_no VARCHAR,"
    " scope_reason VARCHAR, entered_on DATE, is_live BOOLEAN,"
    " payer_account_token BLOB, payer_name_token BLOB, is_paid_by_holder BOOLEAN",
    "party": "policy_no VARCHAR, role VARCHAR, seq SMALLINT, customer_no VARCHAR,"
    " name_token BLOB, id_token BLOB, id_kind VARCHAR, name_birth_sex_token BLOB,"
    " mobile_token BLOB, phone_token BLOB, mobile_kind VARCHAR, phone_kind VARCHAR,"
    " email_token BLOB, address_token BLOB, address_kind VARCHAR",
    "account": "customer_no VARCHAR, valid_from DATE, valid_to DATE, account_token BLOB,"
    " bank_account_token BLOB",
    "callback": "policy_no VARCHAR, called_at TIMESTAMP, outcome VARCHAR, problem VARCHAR",
}
"""Stock and days hold these; what screening may read of them."""

TODAYS_OWN = {
    "policy": "entered_at TIMESTAMP, brought_by VARCHAR, sold_on DATE",
    "party": "mobile_next_token BLOB, is_name_doubtful BOOLEAN, name_beginnings BLOB",
}
"""What only the list date's own rows are asked for; null where a batch of an earlier version of
the software has none."""

REGISTERS = {
    "channel": "channel_code VARCHAR, channel_name VARCHAR",
    "team": "team_code VARCHAR, channel_code VARCHAR, branch_code VARCHAR",
    "agency": "agency_code VARCHAR, agency_kind VARCHAR, channel_code VARCHAR,"
    " phone_token BLOB, address_token BLOB",
    "agency_staff": "agency_code VARCHAR, staff_no VARCHAR, valid_from DATE, valid_to DATE,"
    " name_token BLOB, mobile_token BLOB, phone_token BLOB, address_token BLOB",
    "salesperson": "agent_code VARCHAR, channel_code VARCHAR, branch_code VARCHAR,"
    " team_code VARCHAR, agency_code VARCHAR, qualified_on DATE, joined_on DATE, left_on DATE,"
    " name_token BLOB, id_token BLOB, name_birth_sex_token BLOB, mobile_token BLOB,"
    " phone_token BLOB, address_token BLOB, account_token BLOB",
    "salesperson_relative": "agent_code VARCHAR, relation VARCHAR, name_token BLOB,"
    " mobile_token BLOB, address_token BLOB",
    "product": "product_code VARCHAR, category VARCHAR, term_months INTEGER",
    "customer_merge": "customer_no VARCHAR, merged_into VARCHAR",
    "complaint": "complaint_no VARCHAR, policy_no VARCHAR, agent_code VARCHAR,"
    " agency_code VARCHAR, kind VARCHAR, received_on DATE, verified SMALLINT, verified_on DATE",
}
"""Each day holds a whole snapshot of these."""


def names(columns: str) -> list[str]:
    """The names in a list of columns with their types."""
    return [column.split()[0] for column in columns.split(",") if column]
