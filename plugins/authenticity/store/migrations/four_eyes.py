"""Four eyes, as a constraint of the data whatever the screen (rulebook §5, "People").

A case is VERIFIED by a person on record whose role may verify, who gave none of its answers,
evidence or contact attempts, who is not the salesperson it is about, and who belongs neither to
that salesperson's team nor to the channel. Triggers hold it on both databases, for whoever writes
to the tables. `access.four_eyes` says the same in words before anything is written.
"""

from __future__ import annotations

from alembic import op

VERIFYING_ROLES = ("customer_service", "compliance")
"""`include/permissions.yaml` gives `verify` to these; a test keeps the two alike."""

WORDS = "four eyes: who investigated a case, or stands in its line, does not verify it"

_VERDICT = "(NEW.status IN ('VERIFIED', 'REOPENED') OR NEW.verifier IS NOT NULL)"

_JUDGED_BEFORE = """
    OLD.status IN ('VERIFIED', 'REOPENED')
    AND COALESCE(OLD.verifier, '') = COALESCE(NEW.verifier, '')
    AND COALESCE(OLD.investigator, '') = COALESCE(NEW.investigator, '')
    AND COALESCE(OLD.agent_code, '') = COALESCE(NEW.agent_code, '')
    AND COALESCE(OLD.team_code, '') = COALESCE(NEW.team_code, '')
    AND OLD.channel_code = NEW.channel_code
"""
"""The same verdict: it stays right when its verifier changes roles, and the case is reopened."""

_MAY_NOT = """
    NEW.verifier IN (NEW.investigator, NEW.agent_code)
    OR NOT EXISTS (SELECT 1 FROM person WHERE person.user_name = NEW.verifier
                   AND person.role IN ('customer_service', 'compliance'))
    OR EXISTS (SELECT 1 FROM person WHERE person.user_name = NEW.verifier
               AND (person.team_code = NEW.team_code OR person.channel_code = NEW.channel_code))
    OR EXISTS (SELECT 1 FROM finding WHERE finding.case_no = NEW.case_no
               AND finding.investigator = NEW.verifier)
    OR EXISTS (SELECT 1 FROM evidence WHERE evidence.case_no = NEW.case_no
               AND evidence.given_by = NEW.verifier)
    OR EXISTS (SELECT 1 FROM contact_attempt WHERE contact_attempt.case_no = NEW.case_no
               AND contact_attempt.given_by = NEW.verifier)
    OR EXISTS (SELECT 1 FROM case_event WHERE case_event.case_no = NEW.case_no
               AND case_event.kind = 'answered' AND case_event.actor = NEW.verifier)
"""
"""The events keep answers that another answer replaced, or that were sent back."""

_OF_THE_VERIFIER = """
    EXISTS (SELECT 1 FROM problem_case AS c WHERE c.case_no = NEW.case_no
            AND c.verifier = NEW.{column})
"""

_CONDITIONS = {
    ("problem_case", "INSERT"): f"{_VERDICT} AND ({_MAY_NOT})",
    ("problem_case", "UPDATE"): f"{_VERDICT} AND NOT ({_JUDGED_BEFORE}) AND ({_MAY_NOT})",
    **{
        (table, verb): _OF_THE_VERIFIER.format(column=column)
        for table, column in (
            ("finding", "investigator"),
            ("evidence", "given_by"),
            ("contact_attempt", "given_by"),
        )
        for verb in ("INSERT", "UPDATE")
    },
}


def create() -> None:
    """The triggers, in the revision that brings the tables."""
    is_postgres = op.get_bind().dialect.name == "postgresql"
    make = _on_postgres if is_postgres else _on_sqlite
    for (table, verb), condition in _CONDITIONS.items():
        make(table, verb, f"four_eyes_{table}_{verb.lower()}", condition)


def _on_sqlite(table: str, verb: str, name: str, condition: str) -> None:
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
        f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    )


def _on_postgres(table: str, verb: str, name: str, condition: str) -> None:
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{WORDS}'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
