"""Four eyes, as a constraint of the data whatever the screen (rulebook §5, "People").

A case is VERIFIED by a person on record and on duty whose role may verify, who gave none of its
answers, evidence or contact attempts, who is not the salesperson it is about, and who belongs
neither to that salesperson's team nor to the channel. Answers, evidence and attempts are those of
its findings, also of what they were in an earlier case. Triggers hold it on both databases, for
whoever writes to the tables. `access.four_eyes` says the same in words before anything is written.
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
    AND COALESCE(OLD.verified_at, CURRENT_TIMESTAMP) = COALESCE(NEW.verified_at, CURRENT_TIMESTAMP)
"""
"""The same verdict: it stays right when its verifier changes roles, and the case is reopened."""

_MAY_NOT = """
    NEW.verifier IN (NEW.investigator, NEW.agent_code)
    OR NOT EXISTS (SELECT 1 FROM person WHERE person.user_name = NEW.verifier
                   AND person.role IN ('customer_service', 'compliance')
                   AND person.valid_from <= {day}
                   AND (person.valid_to IS NULL OR person.valid_to >= {day}))
    OR EXISTS (SELECT 1 FROM person WHERE person.user_name = NEW.verifier
               AND (person.team_code = NEW.team_code OR person.channel_code = NEW.channel_code))
    OR EXISTS (SELECT 1 FROM finding WHERE finding.case_no = NEW.case_no
               AND finding.investigator = NEW.verifier)
    OR EXISTS (SELECT 1 FROM evidence WHERE evidence.given_by = NEW.verifier
               AND (evidence.case_no = NEW.case_no OR evidence.finding_id IN (
                    SELECT finding_id FROM finding WHERE finding.case_no = NEW.case_no)))
    OR EXISTS (SELECT 1 FROM contact_attempt WHERE contact_attempt.given_by = NEW.verifier
               AND (contact_attempt.case_no = NEW.case_no OR contact_attempt.finding_id IN (
                    SELECT finding_id FROM finding WHERE finding.case_no = NEW.case_no)))
    OR EXISTS (SELECT 1 FROM case_event WHERE case_event.case_no = NEW.case_no
               AND case_event.kind = 'answered' AND case_event.actor = NEW.verifier)
    OR EXISTS (SELECT 1 FROM finding
               JOIN problem_case AS earlier ON earlier.case_key = finding.case_key
               JOIN case_event ON case_event.case_no = earlier.case_no
               WHERE finding.case_no = NEW.case_no AND case_event.kind = 'answered'
               AND case_event.actor = NEW.verifier
               AND case_event.detail LIKE '%' || finding.finding_id || '%')
"""
"""The events keep answers that another answer replaced, or that were sent back; of an answer
without evidence in an earlier case only the event is left."""

_ANSWERED_BY_THE_VERIFIER = """
    EXISTS (SELECT 1 FROM problem_case AS c WHERE c.case_no = NEW.case_no
            AND c.verifier IS NOT NULL
            AND (c.verifier = NEW.investigator
                 OR EXISTS (SELECT 1 FROM evidence AS e WHERE e.finding_id = NEW.finding_id
                            AND e.given_by = c.verifier)
                 OR EXISTS (SELECT 1 FROM contact_attempt AS a WHERE a.finding_id = NEW.finding_id
                            AND a.given_by = c.verifier)
                 OR EXISTS (SELECT 1 FROM problem_case AS earlier
                            JOIN case_event AS e ON e.case_no = earlier.case_no
                            WHERE earlier.case_key = NEW.case_key AND e.kind = 'answered'
                            AND e.actor = c.verifier
                            AND e.detail LIKE '%' || NEW.finding_id || '%')))
"""
"""A finding may join another case, and brings along what was given for it."""

_GIVEN_BY_THE_VERIFIER = """
    EXISTS (SELECT 1 FROM problem_case AS c WHERE c.verifier = NEW.given_by
            AND (c.case_no = NEW.case_no OR c.case_no = (
                 SELECT f.case_no FROM finding AS f WHERE f.finding_id = NEW.finding_id)))
"""

_ANSWERED_FOR_THE_VERIFIER = """
    NEW.kind = 'answered'
    AND EXISTS (SELECT 1 FROM problem_case AS own
                JOIN problem_case AS c ON c.case_key = own.case_key
                WHERE own.case_no = NEW.case_no AND c.verifier = NEW.actor
                AND (c.case_no = own.case_no OR EXISTS (
                     SELECT 1 FROM finding AS f WHERE f.case_no = c.case_no
                     AND NEW.detail LIKE '%' || f.finding_id || '%')))
"""
"""An answer is an event, in the case or in an earlier one that had its finding."""

_CONDITIONS = {
    ("problem_case", "INSERT"): f"{_VERDICT} AND ({_MAY_NOT})",
    ("problem_case", "UPDATE"): f"{_VERDICT} AND NOT ({_JUDGED_BEFORE}) AND ({_MAY_NOT})",
    **{
        (table, verb): condition
        for table, condition in (
            ("finding", _ANSWERED_BY_THE_VERIFIER),
            ("evidence", _GIVEN_BY_THE_VERIFIER),
            ("contact_attempt", _GIVEN_BY_THE_VERIFIER),
        )
        for verb in ("INSERT", "UPDATE")
    },
    ("case_event", "INSERT"): _ANSWERED_FOR_THE_VERIFIER,
}

_DAY = {
    "sqlite": "date(COALESCE(NEW.verified_at, CURRENT_TIMESTAMP), '+8 hours')",
    "postgresql": (
        "CAST(COALESCE(NEW.verified_at, CURRENT_TIMESTAMP) AT TIME ZONE 'Asia/Shanghai' AS date)"
    ),
}
"""The day of the verdict, in China, on which its verifier has to be on duty."""


def create() -> None:
    """The triggers of this version, in place of those that an earlier revision made."""
    dialect = op.get_bind().dialect.name
    is_postgres = dialect == "postgresql"
    make = _on_postgres if is_postgres else _on_sqlite
    for (table, verb), condition in _CONDITIONS.items():
        name = f"four_eyes_{table}_{verb.lower()}"
        op.execute(f"DROP TRIGGER IF EXISTS {name}{f' ON {table}' if is_postgres else ''}")
        make(table, verb, name, condition.format(day=_DAY[dialect]))


def _on_sqlite(table: str, verb: str, name: str, condition: str) -> None:
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
        f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    )


def _on_postgres(table: str, verb: str, name: str, condition: str) -> None:
    op.execute(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{WORDS}'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
