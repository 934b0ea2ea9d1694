"""Four eyes, as a constraint of the data whatever the screen (rulebook §5, "People").

A case is VERIFIED by a person on record whose role may verify, who gave none of its answers or
evidence, who is not the salesperson it is about, and who belongs neither to that salesperson's
team nor to the channel. Triggers hold it on both databases, for whoever writes to the tables.
"""

from __future__ import annotations

from alembic import op

VERIFYING_ROLES = ("customer_service", "compliance")
"""`include/permissions.yaml` gives `verify` to these; a test keeps the two alike."""

WORDS = "four eyes: who investigated a case, or stands in its line, does not verify it"

_CLAIMS_A_VERIFIER = """
    NEW.status <> 'REOPENED' AND (NEW.status = 'VERIFIED' OR NEW.verifier IS NOT NULL)
"""

_MAY_NOT = """
    NEW.verifier IS NULL
    OR NEW.verifier IN (NEW.investigator, NEW.agent_code)
    OR NOT EXISTS (SELECT 1 FROM person WHERE person.user_name = NEW.verifier
                   AND person.role IN ('customer_service', 'compliance'))
    OR EXISTS (SELECT 1 FROM person WHERE person.user_name = NEW.verifier
               AND (person.team_code = NEW.team_code OR person.channel_code = NEW.channel_code))
    OR EXISTS (SELECT 1 FROM finding WHERE finding.case_no = NEW.case_no
               AND finding.investigator = NEW.verifier)
    OR EXISTS (SELECT 1 FROM evidence WHERE evidence.case_no = NEW.case_no
               AND evidence.given_by = NEW.verifier)
"""

_CONDITIONS = {
    "problem_case": f"({_CLAIMS_A_VERIFIER}) AND ({_MAY_NOT})",
    "finding": """
        EXISTS (SELECT 1 FROM problem_case AS c WHERE c.case_no = NEW.case_no
                AND c.verifier = NEW.investigator)
    """,
    "evidence": """
        EXISTS (SELECT 1 FROM problem_case AS c WHERE c.case_no = NEW.case_no
                AND c.verifier = NEW.given_by)
    """,
}


def create() -> None:
    """The triggers, in the revision that brings the tables."""
    is_postgres = op.get_bind().dialect.name == "postgresql"
    for table, condition in _CONDITIONS.items():
        if is_postgres:
            _on_postgres(table, condition)
        else:
            _on_sqlite(table, condition)


def _on_sqlite(table: str, condition: str) -> None:
    for verb in ("INSERT", "UPDATE"):
        op.execute(
            f"CREATE TRIGGER four_eyes_{table}_{verb.lower()} BEFORE {verb} ON {table} "
            f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
        )


def _on_postgres(table: str, condition: str) -> None:
    function = f"refuse_two_eyes_{table}"
    op.execute(
        f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{WORDS}'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER four_eyes_{table} BEFORE INSERT OR UPDATE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {function}()"
    )
