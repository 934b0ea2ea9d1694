"""Names of the DAGs and of their stages, each written once.

The record of runs goes by the DAG's name, the ledger and the stage files by the stage's.
"""

DAILY_SCREENING = "daily_screening"
DISPATCH_LISTS = "dispatch_lists"
COMPACT_LAKE = "compact_lake"
TRACK_RESOLUTION = "track_resolution"
RECHECK_MIS_SELLING = "recheck_mis_selling"
QUARTERLY_ROLLUP = "quarterly_rollup"
SIGN_QUARTER = "sign_quarter"
MONTHLY_SUMMARY = "monthly_summary"
STOCK_SELF_CHECK = "stock_self_check"
CLEAN_AIRFLOW = "clean_airflow"

DAILY_JOB = (DAILY_SCREENING, DISPATCH_LISTS)
"""What one working day runs, in order."""

PULL = "pull"
VALIDATE = "validate"
SCREEN = "screen"
OPEN_CASES = "open_cases"
RECONCILE = "reconcile"
DELIVER = "deliver"
COMPACT = "compact"
REMIND = "remind_and_escalate"
FOLLOW_UP = "follow_up"
SEND = "send"
WATCH = "watch"
TAKE_RETURNS = "take_returns"
RECHECK = "follow_complaints"
ROLL_UP = "roll_up"
SUMMARISE = "summarise"
ASK = "ask"
RECORD = "record"
SELF_CHECK = "check"
ORDER = "order"
CLEAN_METADATA = "clean_metadata"
CLEAN_LOGS = "clean_logs"
"""Tasks of the DAGs."""

DISPATCH = "dispatch"
"""What the ledger calls the figures of `deliver`."""

ROW_RULES = "row_rules"
SCREENING = "screening"
FINDING_STAGES = (ROW_RULES, SCREENING)
"""The two stages that make findings, by the names of their files."""
